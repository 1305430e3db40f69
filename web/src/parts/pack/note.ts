/* The notes of a table's rules, as dmn-js keeps them. */

export interface Note {
  text?: string;
}

export interface Rule {
  id: string;
  description?: string;
  annotationEntry?: Note[];
  $model: { create: (type: string, properties: Note) => Note };
}

export interface Table {
  annotation?: { name?: string }[];
  rule?: Rule[];
}

/* The names of a table's columns of notes; the last may be the rules' descriptions. */
export function noteColumns(table: Table): string[] {
  const names = (table.annotation ?? []).map((a) => a.name ?? "");
  return table.rule?.some((r) => r.description) ? [...names, ""] : names;
}

export function noteOf(rule: Rule, column: number, columns: number): string {
  const entries = rule.annotationEntry ?? [];
  return entries[column]?.text ?? (column === columns - 1 ? rule.description : undefined) ?? "";
}

/* The properties of a rule that has this note, too. */
export function withNote(rule: Rule, column: number, text: string, table: Table) {
  const named = table.annotation?.length ?? 0;
  if (column >= named) return { description: text };
  const entries = Array.from({ length: named }, (_, i) => {
    const before = rule.annotationEntry?.[i];
    return i !== column && before ? before : rule.$model.create("dmn:RuleAnnotation", { text: i === column ? text : "" });
  });
  return { annotationEntry: entries };
}
