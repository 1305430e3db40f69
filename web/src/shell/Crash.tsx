/* What a person sees where a screen broke: the rest of the application goes on. */
import { Button } from "antd";
import { Component, type ReactNode } from "react";
import { t } from "~/base/language";

export class Crash extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <section role="alert" style={{ padding: 24, maxWidth: 640 }}>
        <h2>{t("这一页出了错", "Something went wrong on this page")}</h2>
        <p className="soft">
          {t(
            "已保存的内容不受影响。请重新载入；再次出现时请把下面这行告诉系统管理员。",
            "What was saved is not affected. Reload; if it happens again tell the administrator the line below.",
          )}
        </p>
        <p>
          <code>{error.message}</code>
        </p>
        <Button type="primary" onClick={() => location.reload()}>
          {t("重新载入", "Reload")}
        </Button>
      </section>
    );
  }
}
