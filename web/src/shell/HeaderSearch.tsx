import { SearchOutlined } from "@ant-design/icons";
import { Input, type InputRef } from "antd";
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { useT } from "~/base/language";
import s from "./shell.module.css";

/* "/" comes here from anywhere but a field. */
export function HeaderSearch() {
  const t = useT();
  const go = useNavigate();
  const input = useRef<InputRef>(null);

  useEffect(() => {
    const listen = (e: KeyboardEvent) => {
      const typing = e.target instanceof Element && e.target.closest("input, textarea, select, [contenteditable=true]");
      if (e.key !== "/" || typing || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      input.current?.focus({ cursor: "all" });
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  return (
    <form
      role="search"
      className={s.search}
      onSubmit={(e) => {
        e.preventDefault();
        const q = input.current?.input?.value.trim();
        if (q) void go("/search", { state: { q } });
      }}
    >
      <Input
        ref={input}
        prefix={<SearchOutlined aria-hidden />}
        suffix={<kbd aria-hidden>/</kbd>}
        placeholder={t("姓名、首字母、户号、身份号码、地名", "Name, initials, household no., ID no., place")}
        aria-label={t("查找家庭、人员和地方", "Find households, people, places")}
        maxLength={100}
      />
    </form>
  );
}
