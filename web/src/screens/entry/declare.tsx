/* Facts of a household or of a person, declared or corrected: what is known stands in the fields,
 * what is changed becomes new evidence. */
import { App, Form } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { useSend, type Tagged } from "~/api/use";
import type { Problem } from "~/api/problem";
import { useT, type Text } from "~/base/language";
import { factOf, useCatalogue, type Catalogue } from "~/parts/catalogue";
import { valueText } from "~/parts/FactValue";
import { Loading } from "~/parts/Loading";
import type { Target } from "~/parts/Masked";
import { PageHead } from "~/parts/PageHead";
import { ProblemNote } from "~/parts/ProblemNote";
import { useSaved } from "~/parts/useSaved";
import type { Difference } from "./differences";
import { Done, type Warnings } from "./Done";
import { EntryForm } from "./EntryForm";
import { Evidence, type EvidenceFields } from "./Evidence";
import { FactFields } from "./FactFields";
import { markFaults } from "./faults";
import { Outranked } from "./Outranked";
import { pathOf, useSeenHousehold, useSeenPerson, type Household, type Person } from "./useSeen";
import { changed, entered, textsOf, type Entered, type Values } from "./values";

const REASONS: readonly Text[] = [
  ["本人申报", "declared by the household"],
  ["入户核查", "found at a visit"],
  ["年度复核", "yearly review"],
  ["动态调整", "circumstances changed"],
  ["录入有误，更正", "wrongly entered before"],
];

interface Fields extends EvidenceFields {
  values: Values;
}

interface Draft {
  evidence: EvidenceFields;
  values: Values; // changed ones only
}

export default function Declare() {
  const { no, person } = useParams();
  return person ? <OfPerson key={person} no={person} /> : <OfHousehold key={no} no={no ?? ""} />;
}

function OfHousehold({ no }: { no: string }) {
  const t = useT();
  const seen = useSeenHousehold(no);
  const send = useSend("post", "/households/{household_no}/facts", { refresh: ["/people", "/findings"] });
  return (
    <Screen
      of={{ household: no }}
      title={t(`申报或更正：户 ${no}`, `Declare or correct: household ${no}`)}
      seen={seen}
      send={send}
      post={(tag, body, on) => send.mutate({ params: { path: { household_no: no }, header: { "If-Match": tag } }, body }, on)}
    />
  );
}

function OfPerson({ no }: { no: string }) {
  const t = useT();
  const seen = useSeenPerson(no);
  const send = useSend("post", "/people/{person_no}/facts", { refresh: ["/households", "/findings"] });
  const name = seen.seen?.data.facts?.name;
  return (
    <Screen
      of={{ person: no }}
      title={t(`申报或更正：${name?.value ?? name?.text ?? no}`, `Declare or correct: ${name?.value ?? name?.text ?? no}`)}
      seen={seen}
      send={send}
      post={(tag, body, on) => send.mutate({ params: { path: { person_no: no }, header: { "If-Match": tag } }, body }, on)}
    />
  );
}

type Sent = EvidenceFields & { values: NonNullable<ReturnType<typeof entered>> };

interface ScreenProps {
  of: Target;
  title: string;
  seen: {
    seen: Tagged<Household | Person> | undefined;
    error: Problem | null;
    found: readonly Difference[] | undefined;
    readAgain: (problem: Problem) => Promise<Household | Person | undefined>;
  };
  send: { data: { household_no: string | null; warnings: Warnings } | undefined; error: Problem | null; isPending: boolean };
  post: (tag: string, body: Sent, on: { onSuccess: () => void; onError: (problem: Problem) => void }) => void;
}

function Screen(props: ScreenProps) {
  const { title, seen } = props;
  const t = useT();
  const { data: catalogue } = useCatalogue();
  return (
    <>
      <PageHead title={title} says={t("只改要改的：改了的才登记为新的证据，原来的记录都还在。", "Change what is to be changed: only that becomes new evidence, and what was recorded stays.")} />
      <ProblemNote problem={seen.seen ? null : seen.error} />
      {seen.seen && catalogue ? <DeclareForm {...props} seen={{ ...seen, seen: seen.seen }} catalogue={catalogue} /> : !seen.error && <Loading />}
    </>
  );
}

interface FormProps extends ScreenProps {
  seen: ScreenProps["seen"] & { seen: Tagged<Household | Person> };
  catalogue: Catalogue;
}

function DeclareForm({ of, seen, send, post, catalogue }: FormProps) {
  const t = useT();
  const { message } = App.useApp();
  const entity = of.household === undefined ? "person" : "household";
  const { data: now, tag } = seen.seen;
  const attributes = catalogue.facts.filter((f) => f.entity === entity && f.group);
  const known = textsOf(now.facts);
  const draft = useSaved<Draft>(`declare-${of.household ?? of.person}`);
  const [form] = Form.useForm<Fields>();
  const [sent, setSent] = useState<readonly Entered[]>([]);
  const [changes, setChanges] = useState<Values>(draft.value?.values ?? {});
  const household = "members" in now ? now.household_no : (now as Person).household_no;
  const start: Fields = { valid_from: now.on, reason: "", kind: "declaration", ...draft.value?.evidence, values: { ...known, ...draft.value?.values } };

  const keep = ({ values, ...evidence }: Fields) => {
    const next = changed(attributes, known, values);
    setChanges(next);
    draft.save({ evidence, values: next });
  };
  const submit = ({ values, ...evidence }: Fields) => {
    const next = entered(changed(attributes, known, values));
    if (next.length === 0) {
      void message.warning(t("还没有改动任何一项", "Nothing is changed yet"));
      return;
    }
    setSent(next);
    const onError = (problem: Problem) => {
      markFaults(form, problem);
      void seen.readAgain(problem).then((fresh) => {
        // fields that weren't touched show what is there now
        if (fresh) form.setFieldsValue({ values: { ...textsOf(fresh.facts), ...changed(attributes, known, values) } });
      });
    };
    post(tag, { ...evidence, reference: evidence.reference?.trim() || undefined, values: next }, { onSuccess: draft.drop, onError });
  };

  if (send.data)
    return (
      <Done title={t("已登记", "Entered")} household={send.data.household_no ?? household} warnings={send.data.warnings}>
        <Outranked of={of} values={sent} />
      </Done>
    );
  const label = (id: string) => {
    const about = factOf({ ...catalogue, facts: attributes }, id);
    return about ? t(about.label, about.label_en) : id;
  };
  const shown = (id: string, text: string | undefined) =>
    text ? valueText(factOf({ ...catalogue, facts: attributes }, id), text, t) : t("未知", "unknown");
  return (
    <EntryForm
      form={form}
      start={start}
      onDraft={keep}
      onDrop={draft.drop}
      onSend={submit}
      problem={send.error}
      found={seen.found}
      busy={send.isPending}
      ok={t("登记", "Enter")}
      back={pathOf(of)}
      sum={
        Object.keys(changes).length > 0 ? (
          <ul aria-label={t("改动", "Changes")}>
            {Object.entries(changes).map(([id, text]) => (
              <li key={id}>
                {label(id)}: {shown(id, known[id])} → <strong>{shown(id, text)}</strong>
              </li>
            ))}
          </ul>
        ) : (
          <span className="soft">{t("还没有改动", "Nothing is changed yet")}</span>
        )
      }
    >
      <FactFields entity={entity} path={["values"]} today={now.on} known={now.facts} />
      <Evidence today={now.on} reasons={REASONS} kinds />
    </EntryForm>
  );
}
