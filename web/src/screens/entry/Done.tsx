/* It is entered: what came of it, and where to go on. */
import { Alert, Result } from "antd";
import type { ReactNode } from "react";
import type { components } from "~/api/made/schema";
import { useT } from "~/base/language";
import { LinkButton } from "~/parts/LinkButton";

export type Warnings = components["schemas"]["Entered"]["warnings"];

interface Props {
  title: string;
  household: string | null;
  warnings: Warnings;
  children?: ReactNode; // what else is to be known
  more?: ReactNode; // further buttons
}

export function Done({ title, household, warnings, children, more }: Props) {
  const t = useT();
  const some = warnings.length > 0;
  const place = household && `/households/${encodeURIComponent(household)}`;
  return (
    <Result
      status={some ? "warning" : "success"}
      title={title}
      subTitle={
        <>
          {some && (
            <Alert
              type="warning"
              style={{ marginBottom: 12, textAlign: "left" }}
              title={t("有可疑之处，已登记，留待核对", "Something looks implausible; it was entered, and kept as a finding")}
              description={warnings.map((w, i) => (
                <div key={i}>{t(w.detail, w.detail_en)}</div>
              ))}
            />
          )}
          {children}
        </>
      }
      extra={
        <>
          {place && <LinkButton type="primary" to={place}>{t("回到这一户", "To the household")}</LinkButton>}
          {place && some && <LinkButton to={`${place}?tab=findings`}>{t("看核对事项", "See the findings")}</LinkButton>}
          {place && <LinkButton to={`${place}?tab=history`}>{t("看变动记录", "See the history")}</LinkButton>}
          {more}
        </>
      }
    />
  );
}
