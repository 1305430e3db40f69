/* A household ends: all of its members leave. */
import { Alert } from "antd";
import { useParams } from "react-router";
import { useSend } from "~/api/use";
import { useT } from "~/base/language";
import { ActOnHousehold, nameOf } from "./act";
import type { EvidenceFields } from "./Evidence";

export default function End() {
  const { no = "" } = useParams();
  const t = useT();
  const send = useSend("post", "/households/{household_no}/end", { refresh: ["/people", "/findings", "/overview"] });
  return (
    <ActOnHousehold<EvidenceFields>
      no={no}
      id={`end-${no}`}
      title={() => t(`销户：户 ${no}`, `End of household ${no}`)}
      says={t("自填写的日子起全体成员离户；此前的记录都还在。", "From that day on nobody belongs to it; what was recorded before stays.")}
      ok={t("销户", "End it")}
      done={t("已销户", "Ended")}
      danger
      reasons={[["户主死亡", "the head died"], ["全户迁出", "all moved away"], ["并入另一户", "joined another household"], ["重复登记", "registered twice"]]}
      send={send}
      post={(body, tag, on) =>
        send.mutate({ params: { path: { household_no: no }, header: { "If-Match": tag } }, body }, on)
      }
    >
      {(h) => (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 16 }}
          title={t(`${h.members?.length ?? 0} 名成员都将离户：`, `${h.members?.length ?? 0} members leave:`)}
          description={h.members?.map((m) => nameOf(h, m.person_no)).join(t("、", ", "))}
        />
      )}
    </ActOnHousehold>
  );
}
