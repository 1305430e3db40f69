/* How many there are of each kind, and what has become of them; a number leads to its list. */
import { Link, useSearchParams } from "react-router";
import { useGet } from "~/api/use";
import { formatFenShort, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { useCodes } from "~/parts/catalogue";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import { Scroll } from "~/parts/Scroll";
import { states, type State } from "./about";
import { byKind, totals } from "./figures";
import s from "./findings.module.css";

export function Figures() {
  const t = useT();
  const code = useCodes();
  const [address] = useSearchParams();
  const asked = Object.fromEntries(["division", "source", "attribute"].flatMap((k) => (address.get(k) ? [[k, address.get(k) ?? ""]] : [])));
  const figures = useGet("/findings/figures", { params: { query: asked } });
  const to = (more: { kind?: string; state?: State }) => {
    const next = new URLSearchParams(asked);
    for (const [k, v] of Object.entries(more)) if (v) next.set(k, v);
    return `?${next.toString()}`;
  };
  const number = (n: number | undefined, where: string, name: string) =>
    n ? (
      <Link to={where} aria-label={`${name}：${formatNumber(n)}`} preventScrollReset>
        {formatNumber(n)}
      </Link>
    ) : (
      <span className="soft">0</span>
    );
  const title = t("各类事项", "Findings by kind");
  return (
    <Read from={figures}>
      {({ items }) => {
        const rows = byKind(items);
        const all = totals(rows);
        if (rows.length === 0) return null;
        return (
          <Panel title={title}>
            <Scroll>
              <table className={s.figures}>
                <thead>
                  <tr>
                    <th scope="col">{t("事项", "Finding")}</th>
                    {states.map((x) => (
                      <th scope="col" key={x}>{code("item_state", x)}</th>
                    ))}
                    <th scope="col">{t("合计", "All")}</th>
                    <th scope="col">{t("未处理的每月影响", "Open, a month")}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((r) => (
                    <tr key={r.kind}>
                      <th scope="row">{code("item_kind", r.kind)}</th>
                      {states.map((x) => (
                        <td key={x}>{number(r.items[x], to({ kind: r.kind, state: x }), `${code("item_kind", r.kind)} ${code("item_state", x)}`)}</td>
                      ))}
                      <td>{number(r.all, to({ kind: r.kind }), code("item_kind", r.kind))}</td>
                      <td>{r.amount_fen ? formatFenShort(r.amount_fen) : "—"}</td>
                    </tr>
                  ))}
                </tbody>
                <tfoot>
                  <tr>
                    <th scope="row">{t("合计", "All")}</th>
                    {states.map((x) => (
                      <td key={x}>{number(all.items[x], to({ state: x }), code("item_state", x))}</td>
                    ))}
                    <td>{number(all.all, to({}), t("合计", "All"))}</td>
                    <td>{all.amount_fen ? formatFenShort(all.amount_fen) : "—"}</td>
                  </tr>
                </tfoot>
              </table>
            </Scroll>
          </Panel>
        );
      }}
    </Read>
  );
}
