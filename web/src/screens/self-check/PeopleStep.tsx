/* Who lives together: added one by one. */
import { Button } from "antd";
import type { Problem } from "~/api/problem";
import { useT } from "~/base/language";
import { ProblemNote } from "~/parts/ProblemNote";
import { Buttons } from "./Buttons";
import s from "./check.module.css";
import { change, useCheck } from "./memory";
import { useNames } from "./useNames";

interface Props {
  most: number;
  find: () => void;
  busy: boolean;
  problem: Problem | null;
}

export function PeopleStep({ most, find, busy, problem }: Props) {
  const t = useT();
  const names = useNames();
  const { told } = useCheck();
  const add = () => {
    const key = Math.max(...told.people.map((p) => p.key)) + 1;
    change({
      told: { ...told, people: [...told.people, { key, who: "other", answers: {} }] },
      step: { at: "person", person: told.people.length },
    });
  };
  const born = (at: number) => told.people[at]?.answers.birth_date?.text?.split("-")[0];
  return (
    <>
      <h1>{t("和您一起生活的还有谁？", "Who lives with you?")}</h1>
      <p className="soft">
        {t("配偶、未成年子女、还在上学的子女，以及一起吃住、互相扶养的家人。", "Spouse, minor children, children at school, and relatives who live together and support each other.")}
      </p>
      <ul className={s.people}>
        {told.people.map((p, i) => (
          <li key={p.key}>
            <span>
              <strong>{names(i)}</strong>
              {born(i) && <span className="soft"> {t(`${born(i)} 年生`, `born ${born(i)}`)}</span>}
            </span>
            <span>
              <Button type="link" aria-label={t(`修改 ${names(i)}`, `Edit ${names(i)}`)} onClick={() => change({ step: { at: "person", person: i } })}>
                {t("修改", "Edit")}
              </Button>
              {i > 0 && (
                <Button
                  type="link"
                  danger
                  aria-label={t(`去掉 ${names(i)}`, `Remove ${names(i)}`)}
                  onClick={() => change({ told: { ...told, people: told.people.filter((x) => x !== p) } })}
                >
                  {t("去掉", "Remove")}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {told.people.length < most ? (
        <Button block onClick={add}>{t("＋ 添加一位家人", "+ Add a relative")}</Button>
      ) : (
        <p>{t(`最多 ${most} 人。人更多的，请到镇（街）窗口询问。`, `At most ${most} people. If you are more, ask the town's window.`)}</p>
      )}
      <ProblemNote problem={problem} brief />
      <Buttons back={{ at: "person", person: 0 }} label={t(`共 ${told.people.length} 人，下一步`, `${told.people.length} in all, next`)} busy={busy} on={find} />
    </>
  );
}
