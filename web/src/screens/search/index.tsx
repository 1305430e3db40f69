/* People, households and places by what one has at hand. Enter searches; arrow keys go through what
 * was found, Enter opens it. */
import { Button, Input, Space } from "antd";
import { useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { useQuery } from "@tanstack/react-query";
import { api } from "~/api/client";
import type { components } from "~/api/made/schema";
import type { Problem } from "~/api/problem";
import { useMay } from "~/api/use";
import { useT } from "~/base/language";
import { EmptyNote } from "~/parts/EmptyNote";
import { LinkButton } from "~/parts/LinkButton";
import { PageHead } from "~/parts/PageHead";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import s from "./search.module.css";

type Found = components["schemas"]["Found"];
const LENGTH = 100;

export default function Search() {
  const t = useT();
  // not in the address: it may be an identity number
  const { q = "" } = (useLocation().state ?? {}) as { q?: string };
  const found = useQuery<Found, Problem>({
    queryKey: ["/search", q],
    enabled: q.length > 0,
    queryFn: async ({ signal }) => {
      const { data } = await api.POST("/search", { body: { q }, signal });
      if (!data) throw new Error("no answer");
      return data;
    },
  });
  const results = useRef<HTMLDivElement>(null);
  const walk = (e: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    const links = [...(results.current?.querySelectorAll<HTMLElement>("[data-found]") ?? [])];
    const at = links.findIndex((l) => l === document.activeElement);
    if (!step || (at < 0 && step < 0)) return;
    links[at + step]?.focus();
    e.preventDefault();
  };
  return (
    <div role="presentation" onKeyDown={walk}>
      <PageHead title={t("查找", "Search")} />
      <SearchBox key={q} q={q} />
      {q ? (
        <div ref={results} aria-live="polite">
          <Read from={found}>{(all) => <Results of={all} />}</Read>
        </div>
      ) : (
        <EmptyNote title={t("想找谁？", "Whom are you looking for?")}>
          <ul className={s.ways}>
            <li>{t("姓名的开头：陈瑞", "The beginning of a name: 陈瑞")}</li>
            <li>{t("拼音首字母：crj 找到陈瑞娟", "Pinyin initials: crj finds 陈瑞娟")}</li>
            <li>{t("户号的开头：440783116-00", "The beginning of a household number: 440783116-00")}</li>
            <li>{t("完整的公民身份号码（不会写进网址）", "A whole identity number (it isn't put into the address)")}</li>
            <li>{t("镇街、村居的名称：沙洲", "The name of a town or village: 沙洲")}</li>
          </ul>
        </EmptyNote>
      )}
    </div>
  );
}

function SearchBox({ q }: { q: string }) {
  const t = useT();
  const go = useNavigate();
  const [text, setText] = useState(q);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (text.trim()) void go("/search", { state: { q: text.trim() } });
  };
  return (
    <form role="search" onSubmit={submit} className={`${s.box} no-print`}>
      <Space.Compact block>
        <Input
          size="large"
          value={text}
          autoFocus
          allowClear
          maxLength={LENGTH}
          autoComplete="off"
          aria-label={t("姓名、拼音首字母、户号、身份号码或地名", "Name, initials, household number, identity number or place")}
          placeholder={t("姓名、拼音首字母、户号、身份号码、地名", "Name, initials, household no., ID no., place")}
          onChange={(e) => setText(e.target.value)}
        />
        <Button size="large" type="primary" htmlType="submit">{t("查找", "Search")}</Button>
      </Space.Compact>
    </form>
  );
}

function Results({ of: { people, households, divisions, more_people, more_households, more_divisions } }: { of: Found }) {
  const t = useT();
  const may = useMay();
  if (people.length + households.length + divisions.length === 0)
    return (
      <EmptyNote title={t("没有找到", "Nothing found")}>
        <p>{t("换个写法再试：姓名或户号的开头，或完整的身份号码。只查得到管辖范围内的。", "Try the beginning of a name or number, or a whole identity number. Only what lies in your area is found.")}</p>
        {may("post /households") && <LinkButton to="/entry">{t("新登记一户", "New household")}</LinkButton>}
      </EmptyNote>
    );
  return (
    <>
      <Group
        title={t("人员", "People")}
        more={more_people}
        rows={people.map((p) => ({
          key: p.person_no,
          to: p.household_no ? `/households/${encodeURIComponent(p.household_no)}` : `/people/${p.person_no}`,
          name: p.name ?? p.person_no,
          says: [p.household_no ? t(`户 ${p.household_no}`, `household ${p.household_no}`) : t("不在任何一户", "in no household"), p.place],
        }))}
      />
      <Group
        title={t("户", "Households")}
        more={more_households}
        rows={households.map((h) => ({ key: h.household_no, to: `/households/${encodeURIComponent(h.household_no)}`, name: h.household_no, says: [h.place] }))}
      />
      <Group
        title={t("地方（看那里的户册）", "Places (their households)")}
        more={more_divisions}
        rows={divisions.map((d) => ({ key: d.division ?? "", to: `/households?division=${d.division}`, name: d.place ?? "", says: [d.division] }))}
      />
    </>
  );
}

interface GroupProps {
  title: string;
  more: boolean;
  rows: { key: string; to: string; name: string; says: (string | null)[] }[];
}

function Group({ title, more, rows }: GroupProps) {
  const t = useT();
  if (rows.length === 0) return null;
  return (
    <Panel title={title}>
      <ul className={s.found}>
        {rows.map((row) => (
          <li key={row.key}>
            <Link to={row.to} data-found>
              <strong>{row.name}</strong>
              <span className="soft">{row.says.filter(Boolean).join(" · ")}</span>
            </Link>
          </li>
        ))}
      </ul>
      {more && <p className="soft">{t("还有更多，请写得更完整些。", "There are more; type more of it.")}</p>}
    </Panel>
  );
}
