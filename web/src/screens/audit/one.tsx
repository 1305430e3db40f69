/* One entry of the trail, with what an edit changed. */
import { Descriptions, Typography } from "antd";
import { useParams } from "react-router";
import { useGet, type AnswerOf } from "~/api/use";
import { formatInstant } from "~/base/format";
import { useT, type Text } from "~/base/language";
import { factOf, useCatalogue } from "~/parts/catalogue";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { PlaceName } from "~/parts/PlaceName";
import { Read } from "~/parts/Read";
import { SmallTable } from "~/parts/SmallTable";
import { actionName } from "~/parts/trail";
import { TrailOutcome } from "~/parts/TrailOutcome";
import { ObjectOf } from ".";
import { changesOf } from "./changes";

type Entry = AnswerOf<"get", "/audit/{register_id}/{seq}">;

export default function OneEntry() {
  const t = useT();
  const { register, seq } = useParams();
  const path = { register_id: Number(register), seq: Number(seq) };
  const entry = useGet("/audit/{register_id}/{seq}", { params: { path } });
  return (
    <Read from={entry}>
      {(e) => (
        <>
          <PageHead title={t(...actionName(e.action))} says={t(`审计记录 ${e.register_id}-${e.seq}`, `Audit entry ${e.register_id}-${e.seq}`)} />
          <Panel>
            <Descriptions
              size="small"
              column={1}
              items={[
                { key: "at", label: t("时间", "When"), children: `${formatInstant(e.at)}:${e.at.slice(17, 19)}` },
                { key: "actor", label: t("谁", "Who"), children: e.actor ?? t("未登录", "nobody signed in") },
                { key: "from", label: t("从哪里", "From"), children: [e.address, e.session].filter(Boolean).join(" · ") || "—" },
                { key: "action", label: t("代码", "Code"), children: <code>{e.action}</code> },
                { key: "object", label: t("对象", "Object"), children: <ObjectOf entry={e} /> },
                { key: "division", label: t("区划", "Division"), children: e.division ? <PlaceName code={e.division} /> : "—" },
                { key: "why", label: t("理由", "Reason"), children: e.why ?? "—" },
                { key: "outcome", label: t("结果", "Outcome"), children: <TrailOutcome of={e.outcome} /> },
                {
                  key: "hash",
                  label: t("校验值", "Hash"),
                  children: <Typography.Text code style={{ overflowWrap: "anywhere" }}>{e.hash}</Typography.Text>,
                },
              ]}
            />
          </Panel>
          <Changes entry={e} />
        </>
      )}
    </Read>
  );
}

const names: Record<string, Text> = {
  label: ["姓名、单位", "Name, office"],
  role: ["角色", "Role"],
  division: ["区划", "Division"],
  disabled: ["停用", "Disabled"],
  reason: ["理由", "Reason"],
  format: ["格式", "Format"],
  kind: ["种类", "Kind"],
};

/* A value's place: facts by their names, what else is known by its own. */
function Place({ path }: { path: string }) {
  const t = useT();
  const { data } = useCatalogue();
  const last = path.split(".").at(-1) ?? "";
  const about = factOf(data, last);
  const name = names[path] ?? (about && ([about.label, about.label_en] as const));
  if (!name) return <code>{path || t("内容", "content")}</code>;
  return (
    <>
      {t(...name)} {path !== last && <code>{path}</code>}
    </>
  );
}

function Changes({ entry: e }: { entry: Entry }) {
  const t = useT();
  if (e.changes_withheld)
    return (
      <Panel title={t("改动", "What changed")}>
        <p className="soft">{t("改动的内容涉及您的角色不能看的字段。", "It holds fields that your role may not see.")}</p>
      </Panel>
    );
  const changes = changesOf(e.before, e.after);
  if (changes.length === 0) return null;
  const value = (text: string | undefined) => (text === undefined ? "—" : text === "" ? <span className="soft">{t("（空）", "(empty)")}</span> : text);
  return (
    <Panel title={t("改动", "What changed")}>
      <SmallTable
        rowKey="path"
        dataSource={changes}
        columns={[
          { key: "path", title: t("项目", "What"), render: (_, c) => <Place path={c.path} /> },
          { key: "before", title: t("改动前", "Before"), render: (_, c) => <span className={c.same ? "soft" : undefined}>{value(c.before)}</span> },
          {
            key: "after",
            title: t("改动后", "After"),
            render: (_, c) => (c.same ? <span className="soft">{t("未变", "the same")}</span> : <strong>{value(c.after)}</strong>),
          },
        ]}
      />
    </Panel>
  );
}
