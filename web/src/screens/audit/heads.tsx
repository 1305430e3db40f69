/* The last entry of each chain: written down elsewhere, it proves later that nothing before it was
 * altered. Made to be printed and signed. */
import { Button, Typography } from "antd";
import { useSession } from "~/api/session";
import { useGet } from "~/api/use";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import { SmallTable } from "~/parts/SmallTable";

export default function Heads() {
  const t = useT();
  const { name } = useSession();
  const heads = useGet("/audit/heads", {}, { staleTime: 0 });
  return (
    <>
      <PageHead
        title={t("审计链校验值", "Heads of the audit trail")}
        says={t(
          "请定期抄下或打印，存放在系统以外的地方。以后有人改动、删去或插入任何一条记录，都会与这里的校验值对不上。",
          "Write these down or print them regularly, and keep them outside of this system. Whoever alters, drops or inserts an entry later can't match them.",
        )}
      >
        <Button onClick={() => window.print()}>{t("打印", "Print")}</Button>
      </PageHead>
      <Read from={heads}>
        {({ items }) => (
          <>
            <Panel>
              <p>{t(`截至 ${formatInstant(new Date(heads.dataUpdatedAt).toISOString())}，由 ${name} 取得。`, `As of ${formatInstant(new Date(heads.dataUpdatedAt).toISOString())}, taken by ${name}.`)}</p>
              <SmallTable
                rowKey="register_id"
                dataSource={items}
                columns={[
                  { key: "register", title: t("链", "Chain"), render: (_, h) => (h.register_id === 0 ? t("系统（0）", "the system (0)") : t(`登记册 ${h.register_id}`, `register ${h.register_id}`)) },
                  { title: t("记录数", "Entries"), dataIndex: "seq", align: "right" },
                  {
                    key: "hash",
                    title: t("校验值", "Hash"),
                    render: (_, h) => (
                      <Typography.Text code copyable style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>
                        {h.hash}
                      </Typography.Text>
                    ),
                  },
                ]}
              />
              <p className="print-only" style={{ marginTop: "3em" }}>
                {t("抄录人：＿＿＿＿＿＿＿＿　日期：＿＿＿＿＿＿＿＿　存放处：＿＿＿＿＿＿＿＿", "Written down by ____________  on ____________  kept at ____________")}
              </p>
            </Panel>
            <Panel title={t("以后怎样核对", "How to check later")}>
              <p>{t("在服务器上运行，把抄下的校验值填进去：", "On the server, with what was written down:")}</p>
              <pre style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", margin: 0 }}>
                {items.map((h) => `heyi check audit --head ${h.register_id}:${h.seq}:${h.hash}`).join("\n")}
              </pre>
            </Panel>
          </>
        )}
      </Read>
    </>
  );
}
