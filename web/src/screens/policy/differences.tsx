/* What is different between two versions. */
import { Select } from "antd";
import { useParams, useSearchParams } from "react-router";
import { useGet } from "~/api/use";
import { useT } from "~/base/language";
import { LinkButton } from "~/parts/LinkButton";
import { Differences } from "~/parts/pack/Differences";
import { usePackPart } from "~/parts/pack/source";
import { PageHead } from "~/parts/PageHead";
import { Read } from "~/parts/Read";

const MOST = 200;

export default function VersionDifferences() {
  const t = useT();
  const version = Number(useParams().version);
  const [query, setQuery] = useSearchParams();
  const other = Number(query.get("with")) || Math.max(1, version - 1);
  const versions = useGet("/policies", { params: { query: { limit: MOST } } });
  const from = usePackPart({ version }, "differences", { with: other });
  return (
    <>
      <PageHead
        title={t(`第 ${other} 版 → 第 ${version} 版`, `Version ${other} → version ${version}`)}
        says={t("划去的是之前的，绿色的是之后的。", "Struck out is what was before, green what came after.")}
      >
        <Select
          aria-label={t("与哪一版比较", "Compare with version")}
          value={other}
          onChange={(v) => setQuery({ with: String(v) }, { replace: true })}
          options={(versions.data?.items ?? []).filter((v) => v.version !== version).map((v) => ({ value: v.version, label: t(`与第 ${v.version} 版比较`, `with version ${v.version}`) }))}
        />
        <LinkButton to="/policies/versions">{t("各个版本", "Versions")}</LinkButton>
      </PageHead>
      <Read from={from}>{(d) => <Differences of={d} />}</Read>
    </>
  );
}
