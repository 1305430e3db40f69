/* Role and place of an account; the role says how small the place must be. */
import { Form, Input, Select } from "antd";
import { useT } from "~/base/language";
import { DivisionPicker } from "~/parts/DivisionPicker";
import { rightNames } from "~/parts/rights";
import { digitsOf } from "./place";
import { useRoles } from "./roles";

export interface AccountValues {
  label?: string;
  role: string;
  division?: string;
}

export function AccountFields() {
  const t = useT();
  const { roles, nameOf } = useRoles();
  const form = Form.useFormInstance<AccountValues>();
  const chosen = Form.useWatch("role", form);
  const role = roles.find((r) => r.name === chosen);
  const digits = role?.division_digits ?? 0;
  const rights = role?.rights.map((r) => t(...(rightNames[r] ?? [r, r]))).join(t("、", ", "));
  return (
    <>
      <Form.Item name="label" label={t("姓名、单位", "Name, office")}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item
        name="role"
        label={t("角色", "Role")}
        extra={role && `${t("权限：", "Rights: ")}${rights}${role.second_factor ? t("；须有动态口令", "; needs a second factor") : ""}`}
        rules={[{ required: true, message: t("请选择", "Please choose") }]}
      >
        <Select options={roles.map((r) => ({ value: r.name, label: nameOf(r.name) }))} />
      </Form.Item>
      <Form.Item
        name="division"
        label={t("管辖区划", "Area")}
        dependencies={["role"]}
        extra={digits ? levelName(digits, t) : t("不选就是全部区划。", "None is everywhere.")}
        rules={[
          {
            validator: (_, code?: string) =>
              !digits || (code && digitsOf(code) >= digits)
                ? Promise.resolve()
                : Promise.reject(new Error(levelName(digits, t))),
          },
        ]}
      >
        <DivisionPicker placeholder={t("全部区划", "Everywhere")} />
      </Form.Item>
    </>
  );
}

function levelName(digits: number, t: (zh: string, en: string) => string) {
  if (digits >= 12) return t("这个角色须选到村（社区）", "This role needs a village");
  if (digits >= 9) return t("这个角色须选到镇（街）或村", "This role needs a town or village");
  return t("这个角色须选到县（市、区）或以下", "This role needs a county or less");
}
