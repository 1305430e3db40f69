import { Link } from "react-router";
import { useT } from "~/base/language";
import s from "./shell.module.css";
import { Seal } from "./Seal";

export function Brand() {
  const t = useT();
  return (
    <Link to="/" className={s.brand} aria-label={t("合一，回到首页", "Heyi, to the start page")}>
      <Seal size={30} />
      <span className={s.brandName}>{t("合一", "Heyi")}</span>
      <span className={s.brandSays}>{t("低收入人口登记与认定", "Register of low-income households")}</span>
    </Link>
  );
}
