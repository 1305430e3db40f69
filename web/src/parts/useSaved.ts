/* What somebody types and hasn't sent: it survives a reload and a lapsed session in this tab, and is
 * gone when it is sent, dropped, or its owner signs out.
 *
 *   const draft = useSaved<Fields>("entry-" + householdNo);
 *   <Form initialValues={draft.value} onValuesChange={(_, all) => draft.save(all)} …
 *   useSend(…, { done: draft.drop }) */
import { useState } from "react";
import { useSession } from "~/api/session";
import { keep, kept } from "~/base/storage";

export function useSaved<Value>(name: string) {
  const { account } = useSession();
  const place = `draft.${account}.${name}`;
  const [value] = useState(() => kept(place, "work") as Value | undefined);
  return {
    value, // what there was when the form was drawn
    save: (next: Value) => keep(place, next, "work"),
    drop: () => keep(place, undefined, "work"),
  };
}
