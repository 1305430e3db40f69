import { Button, Popconfirm } from "antd";
import { useGet, useSend } from "~/api/use";
import { formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { ProblemNote } from "~/parts/ProblemNote";
import { Read } from "~/parts/Read";
import { rightNames } from "~/parts/rights";
import { SmallTable } from "~/parts/SmallTable";
import type { Whose } from "./Sessions";

/* Tokens of one's own, of somebody else's, or of everybody in one's area. */
export function TokenList({ of }: { of?: Whose }) {
  const t = useT();
  const tokens = useGet("/tokens", { params: { query: of ?? {} } });
  const revoke = useSend("delete", "/tokens/{id}");
  const nameOf = (right: string) => t(...(rightNames[right] ?? [right, right]));
  return (
    <>
      <ProblemNote problem={revoke.error} />
      <Read from={tokens}>
        {({ items }) => (
          <SmallTable
            rowKey="id"
            dataSource={items}
            empty={t("没有令牌。只有程序调用接口才需要。", "None. Only programs that call the API need one.")}
            columns={[
              ...(of?.all ? [{ title: t("账号", "Account"), dataIndex: "account" }] : []),
              { title: t("用途", "What for"), dataIndex: "label" },
              { title: t("权限", "Rights"), dataIndex: "rights", render: (words: string[]) => words.map(nameOf).join(t("、", ", ")) },
              { title: t("有效至", "Until"), dataIndex: "until", render: formatInstant },
              { title: t("最近使用", "Last used"), dataIndex: "used_at", render: formatInstant },
              {
                key: "end",
                title: <span className="for-readers">{t("操作", "Actions")}</span>,
                render: (_, token) => (
                  <Popconfirm title={t("撤销这个令牌？", "Revoke this token?")} onConfirm={() => revoke.mutate({ params: { path: { id: token.id } } })}>
                    <Button size="small">{t("撤销", "Revoke")}</Button>
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
