/* The pack in force: what decides, by which values, in words, whether it passes its tests. */
import { useGet } from "~/api/use";
import { useT } from "~/base/language";
import { EmptyNote } from "~/parts/EmptyNote";
import { PageHead } from "~/parts/PageHead";
import { Read } from "~/parts/Read";
import { VersionPage } from "./VersionPage";

export default function Policy() {
  const t = useT();
  const versions = useGet("/policies", { params: { query: { limit: 1 } } });
  return (
    <Read from={versions}>
      {({ items: [newest] }) =>
        newest ? (
          <VersionPage version={newest.version} />
        ) : (
          <>
            <PageHead title={t("政策", "Policy")} />
            <EmptyNote title={t("还没有政策包", "There is no pack yet")}>
              {t("系统管理员用 heyi init --pack 装入第一个政策包；以后在这里提出修改。", "The administrator puts the first one in force with heyi init --pack; changes are proposed here.")}
            </EmptyNote>
          </>
        )
      }
    </Read>
  );
}
