import { EllipsisOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { Link } from "react-router";
import { useMay } from "~/api/use";
import { useT } from "~/base/language";

/* What can be done about one member. */
export function MemberActions({ no, person }: { no: string; person: string }) {
  const t = useT();
  const may = useMay();
  const place = `/households/${encodeURIComponent(no)}`;
  const items = [
    ...(may("post /people/{person_no}/facts") ? [{ key: "declare", label: <Link to={`/people/${person}/declare`}>{t("申报或更正事实", "Declare or correct facts")}</Link> }] : []),
    ...(may("post /households/{household_no}/members/{person_no}/move") ? [{ key: "move", label: <Link to={`${place}/members/${person}/move`}>{t("转到另一户", "Move to another household")}</Link> }] : []),
    ...(may("post /households/{household_no}/members/{person_no}/leave") ? [{ key: "leave", label: <Link to={`${place}/members/${person}/leave`}>{t("离户（死亡、迁出）", "Leave (death, moved away)")}</Link> }] : []),
  ];
  if (items.length === 0) return null;
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button size="small" type="text" className="no-print" icon={<EllipsisOutlined />} aria-label={t("办理", "Actions")} />
    </Dropdown>
  );
}
