/* A member leaves: a death, moved away. */
import { useParams } from "react-router";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { ActOnHousehold, nameOf } from "./act";
import type { EvidenceFields } from "./Evidence";

export default function Leave() {
  const { no = "", person = "" } = useParams();
  const t = useT();
  const send = useSend("post", "/households/{household_no}/members/{person_no}/leave", { refresh: ["/people", "/findings"] });
  return (
    <ActOnHousehold<EvidenceFields>
      no={no}
      id={`leave-${person}`}
      title={(h) => t(`离户：${nameOf(h, person)}`, `Leave: ${nameOf(h, person)}`)}
      says={t("自填写的日子起不再是这一户的成员；此前的记录都还在。", "From that day on no member of the household; what was recorded before stays.")}
      ok={t("离户", "Leave")}
      done={t("已离户", "Left")}
      danger
      reasons={[["死亡", "death"], ["迁出", "moved away"], ["婚出", "marriage"], ["重复登记", "registered twice"]]}
      send={send}
      post={(body, tag, on) =>
        send.mutate(
          { params: { path: { household_no: no, person_no: person }, header: { "If-Match": tag } }, body },
          on,
        )
      }
    />
  );
}
