/* What a simulation gives, as heyi simulate --format json does: amounts in yuan, shares in per cent. */

export interface Scenario {
  households: number;
  covered_households: number;
  covered_people: number;
  undecided: number;
  failed: number;
  monthly_bill: number;
  incidence: number | null;
  topup_level_urban: number | null;
  topup_level_rural: number | null;
}

export interface ChangeFigures {
  change: string;
  households: number;
  people: number;
  difference: number;
}

export interface DivisionFigures {
  division: string;
  households: number;
  entered: number;
  left: number;
  gained: number;
  lost: number;
  open: number;
  monthly_bill: number;
  change_bill: number;
}

type MatrixRow = { category_before: string; total: number } & Record<string, number | string>;

export interface Figures {
  scenarios: Scenario[];
  changes: ChangeFigures[];
  divisions: DivisionFigures[];
  matrix_households: MatrixRow[];
}

/* Households of each category before and after; those that are never there are left out. */
export function categoriesOf({ matrix_households: matrix }: Pick<Figures, "matrix_households">) {
  const total = matrix.find((row) => row.category_before === "total");
  return matrix
    .filter((row) => row.category_before !== "total")
    .map((row) => ({ category: row.category_before, before: row.total, after: Number(total?.[row.category_before] ?? 0) }))
    .filter((c) => c.before > 0 || c.after > 0);
}
