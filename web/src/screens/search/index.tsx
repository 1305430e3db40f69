/* What the search in the header found. */
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "react-router";
import { api } from "~/api/client";
import type { Problem } from "~/api/problem";
import type { AnswerOf } from "~/api/use";
import { useT } from "~/base/language";
import { EmptyNote } from "~/parts/EmptyNote";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";

export default function Search() {
  const t = useT();
  /* not in the address: it may be an identity number */
  const { q = "" } = (useLocation().state ?? {}) as { q?: string };
  const found = useQuery<AnswerOf<"post", "/search">, Problem>({
    queryKey: ["/search", q],
    queryFn: async ({ signal }) =>
      (await api.POST("/search", { body: { q }, signal })).data as AnswerOf<"post", "/search">,
    enabled: q.length > 0,
  });
  if (!q)
    return (
      <PageHead
        title={t("查找", "Search")}
        says={t(
          "在上方输入姓名、户号、完整的身份号码或地名。按 / 键可直接开始输入。",
          "Type a name, household number, whole identity number or place above. The / key takes you there.",
        )}
      />
    );
  return (
    <>
      <PageHead title={t(`查找“${q}”`, `Search for “${q}”`)} />
      <Read from={found}>
        {({ people, households, divisions, more_people, more_households, more_divisions }) => (
          <>
            {people.length + households.length + divisions.length === 0 && (
              <EmptyNote title={t("没有找到", "Nothing found")}>
                {t("换个写法再试：姓名、户号的开头，或完整的身份号码。只查得到管辖范围内的。", "Try the beginning of a name or number, or a whole identity number. Only what lies in your area is found.")}
              </EmptyNote>
            )}
            <Found title={t("人员", "People")} more={more_people} rows={people.map((p) => ({ key: p.person_no, to: `/households/${p.household_no}`, name: p.name ?? "—", says: `${p.household_no ?? ""} ${p.place ?? ""}` }))} />
            <Found title={t("户", "Households")} more={more_households} rows={households.map((h) => ({ key: h.household_no, to: `/households/${h.household_no}`, name: h.household_no, says: h.place ?? "" }))} />
            <Found title={t("地方", "Places")} more={more_divisions} rows={divisions.map((d) => ({ key: d.division ?? "", to: `/households?division=${d.division}`, name: d.place ?? "", says: d.division ?? "" }))} />
          </>
        )}
      </Read>
    </>
  );
}

interface FoundProps {
  title: string;
  more: boolean;
  rows: { key: string; to: string; name: string; says: string }[];
}

function Found({ title, more, rows }: FoundProps) {
  const t = useT();
  if (rows.length === 0) return null;
  return (
    <Panel title={title}>
      <ul>
        {rows.map((row) => (
          <li key={row.key}>
            <Link to={row.to}>{row.name}</Link> <span className="soft">{row.says}</span>
          </li>
        ))}
      </ul>
      {more && <p className="soft">{t("还有更多，请写得更完整些。", "There are more; type more of it.")}</p>}
    </Panel>
  );
}
