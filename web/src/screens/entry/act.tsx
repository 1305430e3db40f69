/* What leave, move, end and split have in common: the household as it was seen, a short form, and
 * what came of it. */
import { Form, type FormInstance } from "antd";
import type { ReactNode } from "react";
import type { Problem } from "~/api/problem";
import type { Text } from "~/base/language";
import { Loading } from "~/parts/Loading";
import { PageHead } from "~/parts/PageHead";
import { ProblemNote } from "~/parts/ProblemNote";
import { useSaved } from "~/parts/useSaved";
import { Done, type Warnings } from "./Done";
import { EntryForm } from "./EntryForm";
import { Evidence, type EvidenceFields } from "./Evidence";
import { markFaults } from "./faults";
import { pathOf, useSeenHousehold, type Household } from "./useSeen";

export function nameOf(h: Household | undefined, person: string) {
  const name = h?.members?.find((m) => m.person_no === person)?.facts.name;
  return name?.value ?? name?.text ?? person;
}

interface Props<Fields extends EvidenceFields> {
  no: string;
  id: string; // of the draft
  title: (h: Household | undefined) => string;
  says: string;
  ok: string;
  done: string;
  danger?: boolean;
  reasons: readonly Text[];
  start?: Partial<Fields>;
  children?: (h: Household, form: FormInstance<Fields>) => ReactNode; // fields before the evidence
  send: { data: { household_no: string | null; warnings: Warnings } | undefined; error: Problem | null; isPending: boolean };
  post: (fields: Fields, tag: string, on: { onSuccess: () => void; onError: (problem: Problem) => void }) => void;
}

export function ActOnHousehold<Fields extends EvidenceFields>(props: Props<Fields>) {
  const { no, id, send, post } = props;
  const { seen, error, found, readAgain } = useSeenHousehold(no);
  const draft = useSaved<Fields>(id);
  const [form] = Form.useForm<Fields>();
  const h = seen?.data;
  const start = { valid_from: h?.on, ...props.start, ...draft.value } as Partial<Fields>;

  const submit = (fields: Fields) => {
    const onError = (problem: Problem) => {
      markFaults(form, problem);
      void readAgain(problem);
    };
    const trimmed = { ...fields, reason: fields.reason.trim(), reference: fields.reference?.trim() || undefined };
    post(trimmed, seen?.tag ?? "", { onSuccess: draft.drop, onError });
  };

  return (
    <>
      <PageHead title={props.title(h)} says={props.says} />
      <ProblemNote problem={h ? null : error} />
      {!h && !error && <Loading />}
      {send.data && <Done title={props.done} household={no} warnings={send.data.warnings} />}
      {h && !send.data && (
        <EntryForm
          form={form}
          start={start}
          onDraft={draft.save}
          onDrop={draft.drop}
          onSend={submit}
          problem={send.error}
          found={found}
          nameOf={(person) => nameOf(h, person)}
          busy={send.isPending}
          ok={props.ok}
          danger={props.danger}
          back={pathOf({ household: no })}
        >
          {props.children?.(h, form)}
          <Evidence today={h.on} reasons={props.reasons} />
        </EntryForm>
      )}
    </>
  );
}
