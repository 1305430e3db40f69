/* One sample: the rates that follow from it, whom to visit, and what was found there. */
import { useParams } from "react-router";
import { useGet, useMay } from "~/api/use";
import { formatInstant, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { LinkButton } from "~/parts/LinkButton";
import { PageHead } from "~/parts/PageHead";
import { PlaceName } from "~/parts/PlaceName";
import { Read } from "~/parts/Read";
import { FilledList, ListFile } from "./ListFile";
import { Rates } from "./Rates";
import { Visits } from "./Visits";

export default function OneSample() {
  const t = useT();
  const may = useMay();
  const number = Number(useParams().sample);
  const sample = useGet("/samples/{sample}", { params: { path: { sample: number } } });
  return (
    <Read from={sample}>
      {(x) => (
        <>
          <PageHead
            title={t(`第 ${x.sample} 次抽样`, `Sample ${x.sample}`)}
            says={
              <>
                {t(`${x.as_of} 的认定，`, `Decisions as of ${x.as_of}, `)}
                <PlaceName code={x.division} />
                {t(
                  `：${formatNumber(x.population)} 户中抽 ${formatNumber(x.drawn)} 户，已录入 ${formatNumber(x.entered)} 户。种子 ${x.seed}，${x.by}，${formatInstant(x.at)}`,
                  `: ${formatNumber(x.drawn)} of ${formatNumber(x.population)} households, ${formatNumber(x.entered)} entered. Seed ${x.seed}, ${x.by}, ${formatInstant(x.at)}`,
                )}
              </>
            }
          >
            <LinkButton to="/samples">{t("全部样本", "All samples")}</LinkButton>
            {may("post /samples/{sample}/visits/file") && <ListFile sample={x.sample} />}
            {may("post /samples/{sample}/results/file") && may("post /uploads/raw") && <FilledList sample={x.sample} />}
          </PageHead>
          {x.entered > 0 && <Rates sample={x.sample} everyone={x.everyone} />}
          <Visits sample={x.sample} everyone={x.everyone} />
        </>
      )}
    </Read>
  );
}
