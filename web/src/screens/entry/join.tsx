/* Somebody joins a household: a newcomer, a birth. */
import { Form } from "antd";
import { useParams } from "react-router";
import { useSend } from "~/api/use";
import { useT, type Text } from "~/base/language";
import { Loading } from "~/parts/Loading";
import { PageHead } from "~/parts/PageHead";
import { ProblemNote } from "~/parts/ProblemNote";
import { useSaved } from "~/parts/useSaved";
import { Done } from "./Done";
import { EntryForm } from "./EntryForm";
import { Evidence, type EvidenceFields } from "./Evidence";
import { markFaults } from "./faults";
import { PersonFields } from "./PersonFields";
import { pathOf, useSeenHousehold } from "./useSeen";
import { stated, type Values } from "./values";

const REASONS: readonly Text[] = [
  ["新生儿", "a birth"],
  ["婚入", "marriage"],
  ["迁入", "moved here"],
  ["漏登，补登", "left out before"],
];

interface Fields extends EvidenceFields {
  values: Values;
}

export default function Join() {
  const { no = "" } = useParams();
  const t = useT();
  const { seen, error, found, readAgain } = useSeenHousehold(no);
  const draft = useSaved<Fields>(`join-${no}`);
  const [form] = Form.useForm<Fields>();
  const send = useSend("post", "/households/{household_no}/members", { refresh: ["/people", "/findings"], done: draft.drop });

  const submit = ({ values, ...evidence }: Fields) => {
    const sent = { ...evidence, reference: evidence.reference?.trim() || undefined, values: stated(values) };
    send.mutate(
      { params: { path: { household_no: no }, header: { "If-Match": seen?.tag ?? "" } }, body: sent },
      {
        onError: (problem) => {
          markFaults(form, problem);
          void readAgain(problem);
        },
      },
    );
  };

  return (
    <>
      <PageHead title={t(`加入成员：户 ${no}`, `Add a member: household ${no}`)} says={t("已在另一户登记的人，请在那一户办理转户。", "Somebody who is registered in another household moves from there.")} />
      <ProblemNote problem={seen ? null : error} />
      {!seen && !error && <Loading />}
      {seen && send.data && (
        <Done title={t("已加入", "Added")} household={no} warnings={send.data.warnings} />
      )}
      {seen && !send.data && (
        <EntryForm
          form={form}
          start={{ valid_from: seen.data.on, ...draft.value }}
          onDraft={draft.save}
          onDrop={draft.drop}
          onSend={submit}
          problem={send.error}
          found={found}
          busy={send.isPending}
          ok={t("加入", "Add")}
          back={pathOf({ household: no })}
        >
          <PersonFields path={["values"]} today={seen.data.on} />
          <Evidence today={seen.data.on} reasons={REASONS} />
        </EntryForm>
      )}
    </>
  );
}
