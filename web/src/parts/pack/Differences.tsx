/* What is different between two packs: parameters row by row, tables cell by cell, the rest of the
 * model element by element. */
import { Tag } from "antd";
import { formatBytes } from "~/base/format";
import { useT, type Text } from "~/base/language";
import { EmptyNote } from "../EmptyNote";
import { Panel } from "../Panel";
import { PlaceName } from "../PlaceName";
import { Scroll } from "../Scroll";
import { Clauses } from "./Clauses";
import s from "./pack.module.css";
import { lastDay, nameOf, residenceName, rowKey, unitName, valueText } from "./parameter";
import type { Differences as All, Parameter } from "./source";

type Change = "added" | "removed" | "changed";
type ChangedTable = All["tables"][number];
type Row = ChangedTable["rows"][number];

const changes: Readonly<Record<Change, Text>> = {
  added: ["新增", "added"],
  removed: ["删除", "removed"],
  changed: ["修改", "changed"],
};
const colors: Readonly<Record<Change, string>> = { added: "success", removed: "error", changed: "processing" };

function ChangeTag({ of }: { of: Change }) {
  const t = useT();
  return <Tag color={colors[of]}>{t(...changes[of])}</Tag>;
}

/* Before struck out, after beside it; once if they are the same. */
function Changed({ before, after }: { before: string | undefined; after: string | undefined }) {
  if (before === after) return <>{after}</>;
  return (
    <>
      {before !== undefined && before !== "" && <del className={s.before}>{before}</del>}{" "}
      {after !== undefined && after !== "" && <ins className={s.after}>{after}</ins>}
    </>
  );
}

export function Differences({ of }: { of: All }) {
  const t = useT();
  if (of.files.length === 0)
    return <EmptyNote title={t("没有差异", "No difference")}>{t("两个版本的文件完全相同。", "The files of both are the same.")}</EmptyNote>;
  return (
    <>
      {of.parameters.length > 0 && (
        <Panel title={t(`参数（${of.parameters.length} 行）`, `Parameters (${of.parameters.length} rows)`)}>
          <ParameterChanges rows={of.parameters} />
        </Panel>
      )}
      {of.tables.map((table) => (
        <Panel key={table.id} title={<>{t("决策表：", "Table: ")}{table.name} <ChangeTag of={table.change} /></>}>
          <TableChanges table={table} />
        </Panel>
      ))}
      {of.elements.length > 0 && (
        <Panel title={t(`模型的其他部分（${of.elements.length} 处）`, `The rest of the model (${of.elements.length})`)}>
          {of.elements.map((e) => (
            <details key={`${e.kind} ${e.id}`}>
              <summary>
                <ChangeTag of={e.change} /> {e.name || e.id} <span className="soft">{e.kind}</span>
              </summary>
              {e.before && <pre className={s.text} aria-label={t("之前", "Before")}>{e.before}</pre>}
              {e.after && <pre className={s.text} aria-label={t("之后", "After")}>{e.after}</pre>}
            </details>
          ))}
        </Panel>
      )}
      <Panel title={t("文件", "Files")}>
        <ul className={s.list}>
          {of.files.map((f) => (
            <li key={f.name}>
              <ChangeTag of={f.change} /> {f.name}{" "}
              <span className="soft">{formatBytes(f.bytes_before)} → {formatBytes(f.bytes_after)}</span>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

function ParameterChanges({ rows }: { rows: All["parameters"] }) {
  const t = useT();
  const validity = (p: Parameter | null) =>
    p ? `${p.valid_from} ${t("至", "to")} ${lastDay(p.valid_to) ?? t("长期", "open")}` : undefined;
  return (
    <Scroll label={t("参数的差异", "Differences of parameters")}>
      <table className={s.plain}>
        <thead>
          <tr>
            <th scope="col">{t("变化", "Change")}</th>
            <th scope="col">{t("参数", "Parameter")}</th>
            <th scope="col">{t("区划、户口性质", "Division, residence")}</th>
            <th scope="col">{t("值", "Value")}</th>
            <th scope="col">{t("有效期", "In force")}</th>
            <th scope="col">{t("依据", "Clause")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ change, before, after }) => {
            const one = after ?? before;
            if (!one) return null;
            const value = (p: Parameter | null) => (p ? `${valueText(p)} ${t(...unitName(p.unit))}` : undefined);
            const source = (p: Parameter | null) => (p ? (p.sample ? t("样例值", "sample value") : (p.clause ?? "")) : undefined);
            return (
              <tr key={`${change} ${rowKey(one)}`}>
                <td><ChangeTag of={change} /></td>
                <th scope="row">{nameOf(one)}</th>
                <td>
                  <PlaceName code={one.division} /> · {t(...residenceName(one.residence))}
                </td>
                <td><Changed before={value(before)} after={value(after)} /></td>
                <td><Changed before={validity(before)} after={validity(after)} /></td>
                <td>
                  {source(before) === source(after) ? (
                    <Clauses of={[one.sample ? "sample" : (one.clause ?? "")]} />
                  ) : (
                    <Changed before={source(before)} after={source(after)} />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

const parts: Readonly<Record<string, Text>> = {
  input: ["当", "when"],
  output: ["则", "then"],
  annotation: ["注", "note"],
};

function TableChanges({ table }: { table: ChangedTable }) {
  const t = useT();
  const { before, after } = table;
  const policy = (x: typeof before) => (x ? [x.hit_policy, x.aggregation].filter(Boolean).join(" ") : undefined);
  const moved = table.columns.filter((c) => c.change);
  return (
    <>
      {policy(before) !== policy(after) && (
        <p>{t("命中策略：", "Hit policy: ")}<Changed before={policy(before)} after={policy(after)} /></p>
      )}
      {moved.length > 0 && (
        <p>
          {t("列：", "Columns: ")}
          {moved.map((c, i) => (
            <span key={i}><ChangeTag of={c.change as Change} /> {t(...(parts[c.part] ?? [c.part, c.part]))} {c.name} </span>
          ))}
        </p>
      )}
      {table.rows.map((row) => (
        <RuleChanges key={`${row.row_before ?? ""}-${row.row_after ?? ""}`} row={row} table={table} />
      ))}
    </>
  );
}

function ruleName(row: Row): Text {
  const { row_before: old, row_after: now } = row;
  if (old !== null && now !== null && old !== now) return [`规则 ${old} → ${now}`, `Rule ${old} → ${now}`];
  return [`规则 ${now ?? old ?? ""}`, `Rule ${now ?? old ?? ""}`];
}

function RuleChanges({ row, table }: { row: Row; table: ChangedTable }) {
  const t = useT();
  const moved = row.change === "changed" && row.cells.length === 0;
  return (
    <Scroll label={t(...ruleName(row))}>
      <table className={s.plain}>
        <caption>
          {t(...ruleName(row))} <ChangeTag of={row.change} /> {moved && <span className="soft">{t("只换了位置", "only moved")}</span>}
        </caption>
        <tbody>
          {row.cells.map((cell) => {
            const column = table.columns[cell.column];
            if (!column) return null;
            return (
              <tr key={cell.column}>
                <th scope="row" style={{ width: "30%" }}>
                  <span className="soft">{t(...(parts[column.part] ?? [column.part, column.part]))}</span> {column.name}
                </th>
                <td className={s.code}><Changed before={cell.before} after={cell.after} /></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}
