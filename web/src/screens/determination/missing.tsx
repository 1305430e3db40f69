/* The work list of the last committed run of one's area, or of the run in the address. */
import { useNavigate, useSearchParams } from "react-router";
import { useSession } from "~/api/session";
import { useGet } from "~/api/use";
import { useT } from "~/base/language";
import { DivisionPicker } from "~/parts/DivisionPicker";
import { EmptyNote } from "~/parts/EmptyNote";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import s from "./determination.module.css";
import { MissingFacts, Waiting } from "./MissingFacts";

export default function Missing() {
  const t = useT();
  const go = useNavigate();
  const { fields } = useSession();
  const [parameters] = useSearchParams();
  const division = parameters.get("division") ?? undefined;
  const run = parameters.get("run") ?? undefined;
  const overview = useGet("/overview", { params: { query: { division, run } } });
  const choose = (next: string | undefined) => {
    const query = new URLSearchParams(parameters);
    query.delete("missing");
    if (next) query.set("division", next);
    else query.delete("division");
    void go({ search: query.toString() });
  };
  const shown = overview.data?.run;
  return (
    <>
      <PageHead
        title={t("待补事实", "Missing facts")}
        says={
          shown
            ? t(`按认定日 ${shown.as_of} 的认定：哪些户因缺少事实而未定，补哪一项。`, `By the run as of ${shown.as_of}: which households are undecided, and what is missing.`)
            : t("哪些户因缺少事实而未定，补哪一项。", "Which households are undecided, and what is missing.")
        }
      >
        <div className={s.area}>
          <DivisionPicker label={t("只看一个区划", "Only one division")} placeholder={t("全部区划", "All divisions")} value={division} onChange={choose} />
        </div>
      </PageHead>
      <Read from={overview}>
        {({ run: found }) =>
          found ? (
            // how many wait for which fact is among the figures, which not everybody may see
            fields.includes("money") ? <MissingFacts run={found.run} division={division} /> : <Waiting run={found.run} division={division} />
          ) : (
            <Panel>
              <EmptyNote title={t("这里还没有提交过认定", "Nothing has been decided here yet")}>
                {t("认定之后才知道缺哪些事实。", "Which facts are missing is known after a determination.")}
              </EmptyNote>
            </Panel>
          )
        }
      </Read>
    </>
  );
}
