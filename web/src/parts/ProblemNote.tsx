/* What happened, what to do, and the request's number for whoever runs the server. */
import { Alert, Button } from "antd";
import { advice, type Problem } from "~/api/problem";
import { useT } from "~/base/language";
import s from "./parts.module.css";

interface Props {
  problem: Problem | null | undefined;
  again?: () => void; // offers to try again
  brief?: boolean; // what happened only: what to do is plain from the place
}

export function ProblemNote({ problem, again, brief }: Props) {
  const t = useT();
  if (!problem) return null;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className={s.problem}
      title={t(...(problem.detail ?? problem.title))}
      description={
        <>
          {problem.faults.length > 0 && (
            <ul className={s.faults}>
              {problem.faults.map((f, i) => (
                <li key={i}>
                  {f.place && <code>{f.place}</code>} {t(...f.text)}
                </li>
              ))}
            </ul>
          )}
          {!brief && <span>{advice(problem)}</span>}
          {!brief && problem.request !== undefined && (
            <span className="soft"> {t(`请求编号 ${problem.request}`, `Request ${problem.request}`)}</span>
          )}
        </>
      }
      action={again && <Button size="small" onClick={again}>{t("重试", "Try again")}</Button>}
    />
  );
}
