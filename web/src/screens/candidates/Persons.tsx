/* The people that a row may be about, in what they are alike, and the decision. */
import { App, Button, Checkbox, Tag } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { components } from "~/api/made/schema";
import { useSend } from "~/api/use";
import { useT, type Text } from "~/base/language";
import { ConfirmReason } from "~/parts/ConfirmReason";
import s from "./candidates.module.css";

export type CandidateRow = components["schemas"]["CandidateRow"];
type Person = CandidateRow["candidates"][number];
type Answer = "accept" | "refuse" | "nobody";

const reasons: Record<Person["reasons"][number], Text> = {
  number: ["号码相同", "same number"],
  digit: ["号码差一位", "number differs in one digit"],
  name: ["姓名相同", "same name"],
  variant: ["姓名是异体或近形", "name written differently"],
  birth: ["出生日期相同", "same birth date"],
  village: ["同村", "same village"],
  town: ["同镇", "same town"],
};
const decided: Record<"accepted" | "refused", { name: Text; color?: string }> = { accepted: { name: ["是此人", "it is"], color: "success" }, refused: { name: ["不是此人", "it isn't"] } };

export function Persons({ of: row, may }: { of: CandidateRow; may: boolean }) {
  const t = useT();
  const { message } = App.useApp();
  const [asks, setAsks] = useState<{ answer: Answer; person?: Person }>();
  const [alike, setAlike] = useState(false);
  const decide = useSend("post", "/candidates/{delivery}/{row}/decision", {
    refresh: ["/deliveries", "/findings"],
    done: ({ rows }) => {
      setAsks(undefined);
      void message.success(t(`认定了 ${rows} 行，事实已随之更新`, `${rows} rows decided; facts follow`));
    },
  });
  const ask = (answer: Answer, person?: Person) => {
    decide.reset();
    setAlike(false);
    setAsks({ answer, person });
  };
  const open = row.candidates.some((p) => p.state === "open");
  const name = (p: Person | undefined) => p?.name ?? t(`第 ${p?.member ?? ""} 位成员`, `member ${p?.member ?? ""}`);
  const titles: Record<Answer, string> = {
    accept: t(`这一行是${name(asks?.person)}的`, `The row is about ${name(asks?.person)}`),
    refuse: t(`这一行不是${name(asks?.person)}的`, `The row isn't about ${name(asks?.person)}`),
    nobody: t("这一行不是以上任何人的", "The row is about none of them"),
  };
  return (
    <div className={s.persons}>
      <ul>
        {row.candidates.map((p) => (
          <li key={p.person_no}>
            <span>
              <strong>{name(p)}</strong> <Link to={`/households/${encodeURIComponent(p.household_no)}`}>{p.household_no}</Link>
              <span className={s.reasons}>
                {p.reasons.map((r) => (
                  <Tag key={r}>{t(...reasons[r])}</Tag>
                ))}
                <span className="soft">{t(`相像 ${p.score}`, `likeness ${p.score}`)}</span>
              </span>
            </span>
            {p.state !== "open" ? (
              <Tag color={decided[p.state].color}>{t(...decided[p.state].name)}</Tag>
            ) : (
              may && (
                <span className={s.answers}>
                  <Button size="small" type="primary" ghost aria-label={t(`是${name(p)}`, `It is ${name(p)}`)} onClick={() => ask("accept", p)}>{t("是此人", "It is")}</Button>
                  <Button size="small" aria-label={t(`不是${name(p)}`, `It isn't ${name(p)}`)} onClick={() => ask("refuse", p)}>{t("不是", "It isn't")}</Button>
                </span>
              )
            )}
          </li>
        ))}
      </ul>
      {may && open && row.candidates.length > 1 && <Button size="small" onClick={() => ask("nobody")}>{t("都不是", "None of them")}</Button>}
      <ConfirmReason
        open={!!asks}
        title={titles[asks?.answer ?? "nobody"]}
        ok={t("认定", "Decide")}
        busy={decide.isPending}
        problem={decide.error}
        onOk={(reason) =>
          asks &&
          decide.mutate({
            params: { path: { delivery: row.delivery, row: row.row } },
            body: { answer: asks.answer, reason, ...(asks.person && { person_no: asks.person.person_no }), ...(alike && { alike }) },
          })
        }
        onCancel={() => setAsks(undefined)}
      >
        <p className="soft">
          {asks?.answer === "accept" ? t("其他候选人即告排除，这一行成为此人的证据。", "The others are out, and the row becomes evidence about this person.") : t("这一行不作为其事实的依据。", "The row says nothing of them.")}
        </p>
        <Checkbox checked={alike} onChange={(e) => setAlike(e.target.checked)} style={{ marginBottom: 12 }}>
          {t("同一批中同名、相符之处相同的各行一并认定", "Also the delivery's rows of that name that are alike in the same way")}
        </Checkbox>
      </ConfirmReason>
    </div>
  );
}
