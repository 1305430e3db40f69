/* What each role may do and see. */
import { CheckOutlined } from "@ant-design/icons";
import { useGet } from "~/api/use";
import { useT, type Text } from "~/base/language";
import { fieldClasses } from "~/parts/Masked";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import { rightNames } from "~/parts/rights";
import { SmallTable } from "~/parts/SmallTable";
import type { Role } from "./roles";

const seen: Record<string, Text> = { ...fieldClasses, money: ["收入、金额", "Income, amounts"] };

export function RoleMatrix() {
  const t = useT();
  const roles = useGet("/roles", {}, { staleTime: Infinity });
  const tick = (yes: boolean) =>
    yes ? <CheckOutlined role="img" aria-label={t("有", "yes")} style={{ color: "var(--green)" }} /> : <span className="for-readers">{t("无", "no")}</span>;
  const column = (key: string, title: string, has: (r: Role) => boolean) => ({ key, title, align: "center" as const, render: (_: unknown, r: Role) => tick(has(r)) });
  const head = { key: "role", title: t("角色", "Role"), fixed: "left" as const, render: (_: unknown, r: Role) => <strong>{t(r.label, r.label_en)}</strong> };
  const area = (digits: number) =>
    digits >= 12 ? t("一个村", "a village") : digits >= 9 ? t("镇或村", "a town or village") : digits ? t("县或以下", "a county or less") : t("任意，可为全部", "any, or everywhere");
  return (
    <Read from={roles}>
      {({ items }) => (
        <>
          <Panel title={t("可以做什么", "May do")}>
            <SmallTable<Role>
              rowKey="name"
              dataSource={items}
              columns={[
                head,
                ...Object.entries(rightNames).map(([right, name]) => column(right, t(...name), (r) => r.rights.includes(right))),
              ]}
            />
          </Panel>
          <Panel title={t("可以看什么", "May see")}>
            <p className="soft">{t("被遮盖的内容，有权的也须先说明理由。", "What is covered is opened with a reason only, by those who may.")}</p>
            <SmallTable<Role>
              rowKey="name"
              dataSource={items}
              columns={[
                head,
                ...Object.entries(seen).map(([field, name]) => column(field, t(...name), (r) => r.fields.includes(field))),
                { key: "area", title: t("管辖区划", "Area"), render: (_, r) => area(r.division_digits) },
                column("factor", t("须有动态口令", "Second factor"), (r) => r.second_factor),
              ]}
            />
          </Panel>
        </>
      )}
    </Read>
  );
}
