import { Button, Popconfirm, Tag } from "antd";
import { useGet, useSend } from "~/api/use";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { ProblemNote } from "~/parts/ProblemNote";
import { Read } from "~/parts/Read";
import { SmallTable } from "~/parts/SmallTable";
import { agentName } from "./agent";

export type Whose = { account: string; all?: undefined } | { all: true; account?: undefined };

/* Where one is signed in, or somebody else, or everybody in one's area. */
export function Sessions({ of }: { of?: Whose }) {
  const t = useT();
  const sessions = useGet("/sessions", { params: { query: of ?? {} } });
  const revoke = useSend("delete", "/sessions/{id}");
  return (
    <>
      <ProblemNote problem={revoke.error} />
      <Read from={sessions}>
        {({ items }) => (
          <SmallTable
            rowKey="id"
            dataSource={items}
            empty={t("没有登录。", "Not signed in anywhere.")}
            columns={[
              ...(of?.all ? [{ title: t("账号", "Account"), dataIndex: "account" }] : []),
              { title: t("地址", "Address"), dataIndex: "address" },
              { title: t("浏览器", "Browser"), dataIndex: "agent", render: (agent: string) => <span title={agent}>{agentName(agent)}</span> },
              { title: t("登录", "Signed in"), dataIndex: "created_at", render: formatInstant },
              { title: t("最近使用", "Last used"), dataIndex: "used_at", render: formatInstant },
              {
                key: "end",
                title: <span className="for-readers">{t("操作", "Actions")}</span>,
                render: (_, session) =>
                  session.this ? (
                    <Tag color="success">{t("正在使用", "this one")}</Tag>
                  ) : (
                    <Popconfirm
                      title={t("结束这个会话？", "End this session?")}
                      onConfirm={() => revoke.mutate({ params: { path: { id: session.id } } })}
                    >
                      <Button size="small">{t("结束", "End")}</Button>
                    </Popconfirm>
                  ),
              },
            ]}
          />
        )}
      </Read>
    </>
  );
}
