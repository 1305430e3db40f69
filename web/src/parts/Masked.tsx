/* Fields that are covered until somebody says why they need them; who looked is on record.
 *
 *   const opening = useOpening({ household: no });
 *   <FactValue fact={…} attribute="id_no" opening={opening} />  … and once on the page:
 *   <OpeningDialog opening={opening} />
 *   opening.opened is the household (or person) in clear, until the page is left. */
import { EyeOutlined } from "@ant-design/icons";
import { Button, Checkbox } from "antd";
import { useState } from "react";
import type { Problem } from "~/api/problem";
import { useSession } from "~/api/session";
import { useSend, type AnswerOf } from "~/api/use";
import { useT, type Text } from "~/base/language";
import { ConfirmReason } from "./ConfirmReason";
import s from "./parts.module.css";

export const fieldClasses = {
  identity_number: ["公民身份号码", "Identity number"],
  health: ["健康、残疾、劳动能力", "Health, disability, capacity to work"],
  address: ["住址、电话", "Address, telephone"],
  minor: ["未成年人", "Minors"],
} as const satisfies Record<string, Text>;

export type FieldClass = keyof typeof fieldClasses;
const all = Object.keys(fieldClasses) as FieldClass[];

export type Target = { household: string; person?: undefined } | { person: string; household?: undefined };
type Household = AnswerOf<"post", "/households/{household_no}/open">;
type Person = AnswerOf<"post", "/people/{person_no}/open">;

export interface Opening {
  asks: FieldClass[] | undefined; // the dialog is open for these
  ask: (classes: FieldClass[]) => void;
  cancel: () => void;
  send: (classes: FieldClass[], reason: string) => void;
  busy: boolean;
  problem: Problem | null;
}

/* The dialog's part of it; `done` closes it. */
export function useAsking() {
  const [asks, setAsks] = useState<FieldClass[]>();
  const done = () => setAsks(undefined);
  return { asks, ask: setAsks, cancel: done, done };
}

export function useOpening(target: Target): Opening & { opened: { household?: Household; person?: Person } } {
  const { done, ...asking } = useAsking();
  const household = useSend("post", "/households/{household_no}/open", { done });
  const person = useSend("post", "/people/{person_no}/open", { done });
  return {
    ...asking,
    send: (fields, reason) => {
      const body = { fields, reason };
      if (target.household !== undefined) household.mutate({ params: { path: { household_no: target.household } }, body });
      else person.mutate({ params: { path: { person_no: target.person } }, body });
    },
    busy: household.isPending || person.isPending,
    problem: household.error ?? person.error,
    opened: { household: household.data, person: person.data },
  };
}

/* A covered value, with the way to it. */
export function MaskedField({ text, classes, opening }: { text: string; classes: FieldClass[]; opening?: Opening }) {
  const t = useT();
  const { fields } = useSession();
  const may = opening && classes.every((c) => fields.includes(c));
  return (
    <span className={s.masked}>
      <span>{text}</span>
      {may && (
        <Button
          type="text"
          size="small"
          className="no-print"
          icon={<EyeOutlined />}
          aria-label={t("说明理由后查看", "Show, with a reason")}
          title={t("说明理由后查看", "Show, with a reason")}
          onClick={() => opening.ask(classes)}
        />
      )}
    </span>
  );
}

export function OpeningDialog({ opening }: { opening: Opening }) {
  const t = useT();
  const { fields } = useSession();
  const [more, setMore] = useState<FieldClass[]>();
  const chosen = more ?? opening.asks ?? [];
  const close = (then: () => void) => {
    setMore(undefined);
    then();
  };
  return (
    <ConfirmReason
      open={!!opening.asks}
      title={t("查看被遮盖的内容", "Show what is covered")}
      ok={t("查看", "Show")}
      busy={opening.busy}
      problem={opening.problem}
      onOk={(reason) => close(() => opening.send(chosen, reason))}
      onCancel={() => close(opening.cancel)}
    >
      <p className="soft">{t("只查看办理业务需要的。谁在何时因何查看，都会留下记录。", "Look only at what your work needs. Who looked, when and why goes on record.")}</p>
      <Checkbox.Group
        aria-label={t("查看哪些", "What to show")}
        value={chosen}
        onChange={setMore}
        style={{ display: "grid", marginBottom: 12 }}
        options={all.filter((c) => fields.includes(c)).map((c) => ({ value: c, label: t(fieldClasses[c][0], fieldClasses[c][1]) }))}
      />
    </ConfirmReason>
  );
}
