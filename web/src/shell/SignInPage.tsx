import { useEffect } from "react";
import { Link } from "react-router";
import { useT } from "~/base/language";
import { screens } from "~/routes";
import { LanguageButton } from "./LanguageButton";
import { Seal } from "./Seal";
import s from "./shell.module.css";
import { SignInForm } from "./SignInForm";

export function SignInPage() {
  const t = useT();
  const open = screens.filter((screen) => screen.open && screen.group);

  useEffect(() => {
    document.title = `${t("登录", "Sign in")} · ${t("合一", "Heyi")}`;
  }, [t]);

  return (
    <div className={s.signIn}>
      <section className={s.signInSays}>
        <Seal size={72} />
        <p className={s.signInName}>{t("合一", "Heyi")}</p>
        <p className={s.signInLine}>{t("低收入人口登记、核查与认定", "Register, verify and decide on low-income households")}</p>
        <p className={s.signInMotto}>
          {t("一本台账，一条标准线，一份说得清的理由。", "One register, one line, one account of why.")}
        </p>
      </section>
      <main className={s.signInForm}>
        <div className={s.signInCorner}>
          <LanguageButton />
        </div>
        <h1>{t("登录", "Sign in")}</h1>
        <SignInForm />
        {open.length > 0 && (
          <p className={s.signInOpen}>
            <span className="soft">{t("无须登录：", "Open to everybody: ")}</span>
            {open.map((screen) => (
              <Link key={screen.path} to={screen.path}>
                {t(...screen.title)}
              </Link>
            ))}
          </p>
        )}
      </main>
    </div>
  );
}
