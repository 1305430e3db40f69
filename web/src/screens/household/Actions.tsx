import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { Link } from "react-router";
import { useMay } from "~/api/use";
import { useT } from "~/base/language";
import type { Household } from "./Head";

/* What can be done about the household. */
export function Actions({ of: h }: { of: Household }) {
  const t = useT();
  const may = useMay();
  const place = `/households/${encodeURIComponent(h.household_no)}`;
  const some = (h.members?.length ?? 0) > 0;
  const items = [
    ...(may("post /households/{household_no}/facts") ? [{ key: "declare", label: <Link to={`${place}/declare`}>{t("申报或更正全户的事实", "Declare or correct facts")}</Link> }] : []),
    ...(may("post /households/{household_no}/members") ? [{ key: "join", label: <Link to={`${place}/join`}>{t("加入成员（迁入、出生）", "Add a member (newcomer, birth)")}</Link> }] : []),
    ...(some && may("post /households/{household_no}/split") ? [{ key: "split", label: <Link to={`${place}/split`}>{t("分户", "Split")}</Link> }] : []),
    ...(some && may("post /households/{household_no}/end") ? [{ key: "end", label: <Link to={`${place}/end`}>{t("销户", "End")}</Link> }] : []),
  ];
  if (items.length === 0) return null;
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button type="primary">
        {t("办理", "Change")} <DownOutlined aria-hidden />
      </Button>
    </Dropdown>
  );
}
