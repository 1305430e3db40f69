/* Around a form that enters something: what went wrong, at the fields where it can be told; what
 * others changed meanwhile; the button that stays in sight. */
import { Button, Form, type FormInstance } from "antd";
import type { ReactNode } from "react";
import { Problem } from "~/api/problem";
import { useT } from "~/base/language";
import { LinkButton } from "~/parts/LinkButton";
import { ProblemNote } from "~/parts/ProblemNote";
import { ConflictNote } from "./ConflictNote";
import type { Difference } from "./differences";
import s from "./entry.module.css";
import { fieldOf } from "./values";

interface Props<Fields extends object> {
  form: FormInstance<Fields>;
  start: Partial<Fields>;
  onDraft: (all: Fields) => void;
  onDrop: () => void; // it is given up
  onSend: (all: Fields) => void;
  problem: Problem | null;
  found?: readonly Difference[];
  nameOf?: (person: string) => string;
  busy: boolean;
  ok: string;
  danger?: boolean;
  back: string;
  sum?: ReactNode; // what will be sent
  children: ReactNode;
}

/* Without those faults that stand at their fields. */
function restOf(problem: Problem | null) {
  if (!problem || problem.status === 412) return null;
  const rest = problem.faults.filter((f) => !fieldOf(f));
  if (rest.length === problem.faults.length) return problem;
  const { status, code, title, request } = problem;
  return new Problem(status, code, title, ["有的内容不对，已标在各项下面；什么都还没有登记", "Something isn't right; it is marked at its field. Nothing was entered yet"], request, rest);
}

export function EntryForm<Fields extends object>(props: Props<Fields>) {
  const { form, start, problem, busy, sum } = props;
  const t = useT();
  return (
    <Form
      form={form}
      layout="vertical"
      scrollToFirstError={{ block: "center", focus: true }}
      initialValues={start}
      onValuesChange={(_, all: Fields) => props.onDraft(all)}
      onFinish={props.onSend}
    >
      {props.children}
      <ConflictNote found={props.found} nameOf={props.nameOf} />
      <ProblemNote problem={restOf(problem)} />
      <div className={s.bar}>
        {sum && <div className={s.sum}>{sum}</div>}
        <Button type="primary" htmlType="submit" danger={props.danger} loading={busy}>{props.ok}</Button>
        <LinkButton to={props.back} onClickCapture={props.onDrop}>{t("放弃", "Discard")}</LinkButton>
      </div>
    </Form>
  );
}
