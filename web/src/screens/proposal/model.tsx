/* Editing a proposal's tables: dmn-js's modeler on the whole width. What isn't saved yet stays in this
 * tab through reloads and errors; what the check finds is shown at its rule. */
import { Alert, App, Button, Grid, Popconfirm, Tag } from "antd";
import { useMemo, useRef, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { EmptyNote } from "~/parts/EmptyNote";
import { LinkButton } from "~/parts/LinkButton";
import { CheckingNote, FindingList, useChecking, Verdict } from "~/parts/pack/CheckPanel";
import type { EditorHandle } from "~/parts/pack/DmnEditor";
import { EditedDmn } from "~/parts/pack/Dmn";
import { marksOf, spotOf } from "~/parts/pack/findings";
import { modelOf, usePackFile, usePackPart } from "~/parts/pack/source";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { ProblemNote } from "~/parts/ProblemNote";
import { Read } from "~/parts/Read";
import { useSaved } from "~/parts/useSaved";
import { editable, useProposal, type Proposal } from "./proposal";
import { TableChoice } from "./TableChoice";

export default function Model() {
  const t = useT();
  const id = Number(useParams().proposal);
  const wide = Grid.useBreakpoint().md;
  const from = useProposal(id);
  if (wide === false)
    return (
      <>
        <PageHead title={t("编辑决策表", "Edit decision tables")} />
        <EmptyNote title={t("编辑决策表请用更宽的屏幕", "Editing tables wants a wider screen")}>
          <p>{t("在电脑上打开这一页来编辑；在这里可以看规则、改参数。", "Open this page on a computer to edit; here you can read the rules and edit parameters.")}</p>
          <LinkButton to={`/proposals/${id}?tab=tables`}>{t("看规则", "Read the rules")}</LinkButton>
        </EmptyNote>
      </>
    );
  return (
    <Read from={from}>
      {({ data, tag }) =>
        editable(data) ? (
          <Loaded p={data} tag={tag} busy={from.isFetching} />
        ) : (
          <>
            <PageHead title={t("编辑决策表", "Edit decision tables")} />
            <EmptyNote title={t("这件提案现在不能编辑", "This proposal can't be edited now")}>
              <p>{t("只有提出人能改，而且要在提交之前，或撤回、退回以后。", "Only its author can, before it is submitted or after it was withdrawn or returned.")}</p>
              <LinkButton to={`/proposals/${id}`}>{t("回到提案", "Back to the proposal")}</LinkButton>
            </EmptyNote>
          </>
        )
      }
    </Read>
  );
}

interface Props {
  p: Proposal;
  tag: string;
  busy: boolean;
}

function Loaded(props: Props) {
  const name = modelOf(props.p.files);
  const xml = usePackFile({ proposal: props.p.id }, name);
  return <Read from={xml}>{(text) => name && <Editing {...props} name={name} saved={text} />}</Read>;
}

/* What was edited and isn't saved, and the file that it was made from. */
interface Draft {
  xml: string;
  from: string;
}

function Editing({ p, tag, busy, name, saved }: Props & { name: string; saved: string }) {
  const t = useT();
  const { message } = App.useApp();
  const [query, setQuery] = useSearchParams();
  const pack = { proposal: p.id };
  const tables = usePackPart(pack, "tables");
  const checks = usePackPart(pack, "checks", undefined, !!p.checks);
  const checking = useChecking(pack);
  const draft = useSaved<Draft>(`model-${p.id}`);
  const [begun, setBegun] = useState(draft.value?.xml ?? saved); // what the editor began with
  const [dirty, setDirty] = useState(draft.value !== undefined);
  const [base, setBase] = useState(draft.value?.from ?? p.hash);
  const [broken, setBroken] = useState(false);
  const editor = useRef<EditorHandle>(null);
  const put = useSend("put", "/proposals/{proposal}/files/{name}", {
    done: ({ hash }) => {
      draft.drop();
      setDirty(false);
      setBase(hash);
      void message.success(t("已保存到提案，正在检查和测试", "Saved to the proposal; it is being checked and tested"));
      checking.start();
    },
  });
  const items = tables.data?.items ?? [];
  const decision = query.get("decision") ?? items[0]?.decision;
  const shown = items.find((x) => x.decision === decision);
  const found = useMemo(() => (dirty ? [] : (checks.data?.findings ?? [])), [checks.data, dirty]);
  const marks = useMemo(() => marksOf(found, shown?.name ?? "", t), [found, shown, t]);
  const here = found.filter((f) => spotOf(f).name === shown?.name);
  const other = base !== p.hash;

  const save = async () => {
    const xml = await editor.current?.xml();
    if (xml === undefined) return;
    put.mutate({ params: { path: { proposal: p.id, name }, header: { "If-Match": tag } }, body: { content: xml } });
  };
  const giveUp = () => {
    draft.drop();
    put.reset();
    setDirty(false);
    setBase(p.hash);
    setBroken(false);
    // the same text again begins anew, too
    setBegun(saved === begun ? `${saved}\n` : saved);
  };

  return (
    <>
      <PageHead
        title={<>{t("编辑决策表", "Edit decision tables")} {dirty ? <Tag color="warning">{t("有未保存的改动", "not saved")}</Tag> : <Tag color="success">{t("已保存", "saved")}</Tag>}</>}
        says={p.title}
      >
        <Button onClick={() => editor.current?.undo()}>{t("撤销", "Undo")}</Button>
        <Button onClick={() => editor.current?.redo()}>{t("重做", "Redo")}</Button>
        <Popconfirm title={t("放弃未保存的改动？", "Give up what isn't saved?")} okText={t("放弃", "Give up")} cancelText={t("不放弃", "Keep it")} onConfirm={giveUp} disabled={!dirty}>
          <Button disabled={!dirty}>{t("放弃改动", "Give up")}</Button>
        </Popconfirm>
        <Button type="primary" disabled={!dirty || broken} loading={put.isPending || busy || checking.busy} onClick={() => void save()}>
          {t("保存并检查", "Save and check")}
        </Button>
        <LinkButton to={`/proposals/${p.id}?tab=tables`}>{t("回到提案", "Back to the proposal")}</LinkButton>
      </PageHead>
      <ProblemNote problem={put.error} />
      {other && dirty && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 12 }}
          title={t("提案在别处改过：您这里的改动是在以前的文件上做的", "The proposal was edited elsewhere: your changes here were made on earlier files")}
          description={t("保存会用您这里的模型取代现在的；放弃则载入现在的模型。", "Saving puts your model in the place of the one there now; giving up loads that one.")}
        />
      )}
      <CheckingNote of={checking} />
      <Panel>
        {decision && items.length > 0 && <TableChoice items={items} value={decision} onChange={(next) => setQuery({ decision: next }, { replace: true })} />}
        <p className="soft">
          {t("点单元格编辑，右键增删行列；依据填条款编号，空格分开，文件没有规定的写 sample；金额、标准用 参数.名称。", "Click a cell to edit, right-click to add or remove rows and columns. Clauses are separated by spaces, sample where the documents leave it open; amounts are written 参数.NAME.")}
        </p>
        {broken && (
          <Alert type="error" showIcon role="alert" title={t("这个模型打不开", "This model can't be opened")} description={t("放弃改动，或在提案的“文件”中换上能读的模型。", "Give up the changes, or put a readable model in its place under “Files”.")} />
        )}
        {decision && (
          <EditedDmn
            ref={editor}
            xml={begun}
            show={decision}
            label={t("决策表编辑", "Editor of the table")}
            marks={marks}
            onChange={(xml) => {
              draft.save({ xml, from: base });
              setDirty(true);
            }}
            onFail={() => setBroken(true)}
          />
        )}
      </Panel>
      {!dirty && p.checks && (
        <Panel title={t("检查结果", "What the check found")}>
          <Verdict of={p.checks} />
          {here.length > 0 && <h3 style={{ margin: "12px 0" }}>{t("在这张表里", "In this table")}</h3>}
          {here.length > 0 && <FindingList of={here} />}
          {found.length > here.length && <h3 style={{ margin: "12px 0" }}>{t("在别处", "Elsewhere")}</h3>}
          {found.length > here.length && <FindingList of={found.filter((f) => !here.includes(f))} />}
        </Panel>
      )}
    </>
  );
}
