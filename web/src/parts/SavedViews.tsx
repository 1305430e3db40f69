/* Filters and order of a list under a name, for oneself: in a list's tools.
 *
 *   <DataTable … tools={<SavedViews screen="households" />} /> */
import { DeleteOutlined, DownOutlined, StarOutlined } from "@ant-design/icons";
import { Button, Input, Popover, Space } from "antd";
import { useState, type FormEvent } from "react";
import { useLocation, useNavigate } from "react-router";
import { useGet, useSend } from "~/api/use";
import { useT } from "~/base/language";
import s from "./parts.module.css";
import { ProblemNote } from "./ProblemNote";

const NAME_MAX = 60;

export function SavedViews({ screen }: { screen: string }) {
  const t = useT();
  const go = useNavigate();
  const { search } = useLocation();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const views = useGet("/views", { params: { query: { screen } } });
  const put = useSend("put", "/views", { done: () => setName("") });
  const remove = useSend("delete", "/views");
  const query = search.replace(/^\?/, "");
  const shown = views.data?.items.find((v) => v.query === query);
  const save = (e: FormEvent) => {
    e.preventDefault();
    if (name.trim()) put.mutate({ body: { screen, name: name.trim(), query } });
  };

  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      title={t("我的视图", "My views")}
      content={
        <div className={s.views}>
          <ProblemNote problem={put.error ?? remove.error ?? views.error} />
          <ul>
            {views.data?.items.map((v) => (
              <li key={v.name}>
                <Button
                  type="link"
                  aria-current={v === shown}
                  onClick={() => {
                    setOpen(false);
                    void go({ search: v.query });
                  }}
                >
                  {v.name}
                </Button>
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={t(`删除视图“${v.name}”`, `Delete the view “${v.name}”`)}
                  onClick={() => remove.mutate({ params: { query: { screen, name: v.name } } })}
                />
              </li>
            ))}
          </ul>
          {views.data?.items.length === 0 && (
            <p className="soft">{t("还没有。先筛选，再起个名字保存，下次一点就到。", "None yet. Set filters, name them, and they are one press away.")}</p>
          )}
          <form onSubmit={save}>
            <Space.Compact block>
              <Input
                value={name}
                maxLength={NAME_MAX}
                aria-label={t("视图名称", "Name of the view")}
                placeholder={t("给现在的筛选起个名字", "Name what is shown now")}
                onChange={(e) => setName(e.target.value)}
              />
              <Button htmlType="submit" loading={put.isPending} disabled={!name.trim()}>{t("保存", "Save")}</Button>
            </Space.Compact>
          </form>
        </div>
      }
    >
      <Button icon={<StarOutlined aria-hidden />}>
        {shown?.name ?? t("视图", "Views")} <DownOutlined aria-hidden />
      </Button>
    </Popover>
  );
}
