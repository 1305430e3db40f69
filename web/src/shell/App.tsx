import { StyleProvider } from "@ant-design/cssinjs";
import { QueryClientProvider } from "@tanstack/react-query";
import { App as Antd, ConfigProvider } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { BrowserRouter } from "react-router";
import { makeCache } from "~/api/use";
import { useLanguage } from "~/base/language";
import { theme } from "~/look/tokens";
import { Crash } from "./Crash";
import { Gate } from "./Gate";

const cache = makeCache();

export function App() {
  const language = useLanguage();
  dayjs.locale(language === "zh" ? "zh-cn" : "en");
  return (
    <StyleProvider layer>
      <ConfigProvider locale={language === "zh" ? zh : en} theme={theme} button={{ autoInsertSpace: false }}>
        <BrowserRouter>
          {/* inside the router: its notifications have links */}
          <Antd>
            <Crash>
              <QueryClientProvider client={cache}>
                <Gate />
              </QueryClientProvider>
            </Crash>
          </Antd>
        </BrowserRouter>
      </ConfigProvider>
    </StyleProvider>
  );
}
