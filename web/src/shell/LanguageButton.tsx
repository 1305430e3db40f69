import { Button } from "antd";
import { setLanguage, useLanguage } from "~/base/language";

export function LanguageButton() {
  const other = useLanguage() === "zh" ? "en" : "zh";
  return (
    <Button type="text" lang={other === "zh" ? "zh-CN" : "en"} onClick={() => setLanguage(other)}>
      {other === "zh" ? "中文" : "English"}
    </Button>
  );
}
