/* Why this household gets this much: the answer, the calculation, the rules, what is missing, what
 * would change it. On paper it is a letter. Date and state of knowledge are in the address. */
import { PrinterOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { useGet } from "~/api/use";
import { useLanguage, useT } from "~/base/language";
import { PageHead } from "~/parts/PageHead";
import { Read } from "~/parts/Read";
import { Answer } from "./Answer";
import { Changes } from "./Changes";
import s from "./explanation.module.css";
import { Letter } from "./Letter";
import { LetterDialog, type Opened } from "./LetterDialog";
import { MissingFacts } from "./Missing";
import { Moment } from "./Moment";
import { Steps } from "./Steps";
import type { Telling } from "./telling";

export interface Asked {
  as_of?: string;
  known_at?: string;
}

export default function Explanation() {
  const t = useT();
  const no = useParams().no ?? "";
  const lang = useLanguage();
  const [address, setAddress] = useSearchParams();
  const asked: Asked = { as_of: address.get("as_of") ?? undefined, known_at: address.get("known_at") ?? undefined };
  const told = useGet("/households/{household_no}/explanation", {
    params: { path: { household_no: no }, query: { ...asked, lang, format: "json" } },
  });
  const change = ({ as_of, known_at }: Asked) => setAddress({ ...(as_of && { as_of }), ...(known_at && { known_at }) });
  return (
    <>
      <p className={`${s.way} no-print`}>
        <Link to={`/households/${encodeURIComponent(no)}`}>{t(`户 ${no}`, `Household ${no}`)}</Link>
      </p>
      <div className="no-print">
        <Moment no={no} asked={asked} change={change} />
      </div>
      <Read from={told}>{(telling) => <Told key={`${no} ${asked.as_of} ${asked.known_at}`} telling={telling as Telling} asked={asked} />}</Read>
    </>
  );
}

function Told({ telling, asked }: { telling: Telling; asked: Asked }) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const [opened, setOpened] = useState<Opened>();
  const doubtful = telling.committed?.agrees === false && !telling.at_asked;
  return (
    <>
      <div className="no-print">
        <PageHead
          title={opened ? t("说明信", "The letter") : t("认定说明", "How this was decided")}
          says={opened ? t("打印出来的只有下面这封信。", "Only the letter below is printed.") : `${telling.place} · ${telling.people} ${t("人", "people")}`}
        >
          {opened && <Button onClick={() => setOpened(undefined)}>{t("返回说明", "Back to the explanation")}</Button>}
          {opened ? (
            <Button type="primary" icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
              {t("打印", "Print")}
            </Button>
          ) : (
            <Button type="primary" icon={<PrinterOutlined aria-hidden />} disabled={doubtful} onClick={() => setAsking(true)}>
              {t("说明信…", "Letter…")}
            </Button>
          )}
        </PageHead>
      </div>
      {doubtful && (
        <Alert
          type="error"
          showIcon
          role="alert"
          className={s.note}
          title={t("今天重算所用的事实与提交时不一致", "The facts read today differ from those of the committed decision")}
          description={t("登记库可能受损：请报告系统管理员，不要据此答复。", "The register may be damaged: report this, and don't answer by this page.")}
        />
      )}
      {opened ? (
        <div className={s.desk}>
          <Letter {...opened} />
        </div>
      ) : (
        <>
          <div className="no-print">
            <Answer telling={telling} />
            <MissingFacts telling={telling} />
            <Steps telling={telling} />
            <Changes telling={telling} />
          </div>
          {!doubtful && (
            <div className="print-only">
              <Letter telling={telling} />
            </div>
          )}
        </>
      )}
      <LetterDialog telling={telling} asked={asked} open={asking} close={() => setAsking(false)} done={setOpened} />
    </>
  );
}
