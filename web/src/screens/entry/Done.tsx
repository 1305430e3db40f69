/* It is entered: what came of it, and where to go on. */
import { Result } from "antd";
import type { ReactNode } from "react";
import { useT } from "~/base/language";
import { LinkButton } from "~/parts/LinkButton";

interface Props {
  title: string;
  household: string | null;
  warnings: number;
  children?: ReactNode; // what else is to be known
  more?: ReactNode; // further buttons
}

export function Done({ title, household, warnings, children, more }: Props) {
  const t = useT();
  const place = household && `/households/${encodeURIComponent(household)}`;
  return (
    <Result
      status={warnings > 0 ? "warning" : "success"}
      title={title}
      subTitle={
        <>
          {warnings > 0 && (
            <p>{t(`有 ${warnings} 处可疑的组合，已记为核对事项，请核实。`, `${warnings} combinations look implausible; they are kept as findings to be looked at.`)}</p>
          )}
          {children}
        </>
      }
      extra={
        <>
          {place && <LinkButton type="primary" to={place}>{t("回到这一户", "To the household")}</LinkButton>}
          {place && warnings > 0 && <LinkButton to={`${place}?tab=findings`}>{t("看核对事项", "See the findings")}</LinkButton>}
          {place && <LinkButton to={`${place}?tab=history`}>{t("看变动记录", "See the history")}</LinkButton>}
          {more}
        </>
      }
    />
  );
}
