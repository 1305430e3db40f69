/* How many digits of a division's code say something: 440783116000 → 9. */
export function digitsOf(code: string) {
  for (const [digits, rest] of [[2, 10], [4, 8], [6, 6], [9, 3]] as const)
    if (code.padEnd(12, "0").endsWith("0".repeat(rest))) return digits;
  return 12;
}
