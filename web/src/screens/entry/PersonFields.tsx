/* Who is registered anew: the identity number fills in sex and birth date. */
import { Form } from "antd";
import { useEffect } from "react";
import { FactFields } from "./FactFields";
import { readNumber } from "./number";
import type { Place } from "./values";

export function PersonFields({ path, list = [], today }: { path: Place; list?: Place; today: string }) {
  const form = Form.useFormInstance();
  const typed = Form.useWatch([...list, ...path, "id_no"], form) as string | undefined;
  const read = readNumber(typed ?? "", today);
  const [birth, sex] = "fault" in read ? [] : [read.birth, read.sex];
  const place = JSON.stringify([...list, ...path]);

  useEffect(() => {
    if (!birth) return;
    const at = JSON.parse(place) as Place;
    form.setFieldValue([...at, "birth_date"], birth);
    form.setFieldValue([...at, "sex"], sex);
  }, [form, place, birth, sex]);

  return (
    <FactFields
      entity="person"
      path={path}
      list={list}
      today={today}
      first={["id_no"]}
      required={["id_no", "name", "relation"]}
      open={["identity"]}
    />
  );
}
