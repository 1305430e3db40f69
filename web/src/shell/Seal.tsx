/* 合一, as on a seal: three strokes that come together above one line. */
export function Seal({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect width="64" height="64" rx="9" fill="var(--zhu)" />
      <path d="M32 8 8 27h7l17-13 17 13h7zM18 28h28v5H18zM18 39h28v6H18zM10 51h44v6H10z" fill="#fff" />
    </svg>
  );
}
