/* Around pages for residents: large type, large targets. */
import { ConfigProvider } from "antd";
import type { ReactNode } from "react";
import s from "./public.module.css";

const large = {
  token: { fontSize: 18, controlHeight: 48, controlHeightLG: 56, controlHeightSM: 40 },
  components: { Radio: { radioSize: 22 }, Checkbox: { controlInteractiveSize: 22 }, Button: { contentFontSize: 18 } },
};

export function Large({ children }: { children: ReactNode }) {
  return (
    <ConfigProvider theme={large} componentSize="middle">
      <div className={s.large}>{children}</div>
    </ConfigProvider>
  );
}
