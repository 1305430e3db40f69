import { factOf, useCatalogue } from "~/parts/catalogue";
import { FactInput } from "./FactInput";

interface Props {
  id?: string;
  value?: string;
  onChange?: (code: string | undefined) => void;
}

/* Relation to the head, as the catalogue lists them. */
export function RelationInput(props: Props) {
  const { data } = useCatalogue();
  const about = factOf(data, "relation");
  return about ? <FactInput about={about} {...props} /> : null;
}
