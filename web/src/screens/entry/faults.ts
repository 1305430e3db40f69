import type { FormInstance } from "antd";
import type { Problem } from "~/api/problem";
import { t } from "~/base/language";
import { fieldOf } from "./values";

type Field = Parameters<FormInstance<Record<string, unknown>>["setFields"]>[0][number];

/* Puts what the server found at the fields it is about, and goes to the first. */
export function markFaults(form: FormInstance, { faults }: Problem) {
  const fields = faults.flatMap((f): Field[] => {
    const name = fieldOf(f);
    return name ? [{ name: name, errors: [t(...f.text)] }] : [];
  });
  form.setFields(fields);
  if (fields[0]) form.scrollToField(fields[0].name, { block: "center", focus: true });
}
