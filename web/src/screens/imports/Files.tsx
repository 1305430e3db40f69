/* The files of an import: those that lie on the server, and those on their way there. They stay for
 * a day, whatever happens to the page. */
import { CloseOutlined, DeleteOutlined, InboxOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Progress } from "antd";
import { useId, useRef, useState, type DragEvent } from "react";
import { Problem } from "~/api/problem";
import { sendFile, type Upload } from "~/api/upload";
import { keyOf, useGet, useSend } from "~/api/use";
import { formatBytes, formatInstant } from "~/base/format";
import { useT } from "~/base/language";
import { ProblemNote } from "~/parts/ProblemNote";
import s from "./imports.module.css";

const MOST = 20; // of one import
const LARGEST = 512 * 1024 * 1024; // bytes, as the API takes them

interface OnTheWay {
  key: number;
  name: string;
  share: number;
  problem?: Problem;
  stop: AbortController;
}

interface Props {
  chosen: readonly number[];
  choose: (change: (before: readonly number[]) => number[]) => void;
}

let last = 0;

export function Files({ chosen, choose }: Props) {
  const t = useT();
  const id = useId();
  const cache = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [way, setWay] = useState<readonly OnTheWay[]>([]);
  const uploads = useGet("/uploads", {}, { staleTime: 0 });
  const here = uploads.data?.items.filter((u) => u.job === null) ?? [];
  const remove = useSend("delete", "/uploads/{upload}");
  const drop = (u: Upload) => {
    choose((before) => before.filter((n) => n !== u.upload));
    remove.mutate({ params: { path: { upload: u.upload } } });
  };

  const change = (key: number, news: Partial<OnTheWay>) => setWay((all) => all.map((w) => (w.key === key ? { ...w, ...news } : w)));
  const leave = (key: number) => setWay((all) => all.filter((w) => w.key !== key));

  const send = async (file: File) => {
    const key = ++last;
    const stop = new AbortController();
    const refused = refusal(file);
    setWay((all) => [...all, { key, name: file.name, share: 0, stop, problem: refused }]);
    if (refused) return;
    try {
      const made = await sendFile(file, { progress: (share) => change(key, { share }), signal: stop.signal });
      leave(key);
      const same = here.filter((u) => u.name === made.name);
      same.forEach(drop); // the mended one takes its place
      choose((before) => [...before, made.upload]);
      await cache.invalidateQueries({ queryKey: keyOf("/uploads") });
    } catch (e) {
      if (e instanceof Problem) change(key, { problem: e });
      else leave(key);
    }
  };
  const take = async (files: readonly File[]) => {
    for (const file of files) await send(file); // one after the other: the line is narrow
  };
  const onDrop = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    void take([...e.dataTransfer.files]);
  };

  return (
    <>
      <div
        className={over ? `${s.drop} ${s.dropOver}` : s.drop}
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        role="presentation"
      >
        <InboxOutlined className={s.dropMark} aria-hidden />
        <Button onClick={() => field.current?.click()} aria-describedby={`${id}-says`}>{t("选择文件…", "Choose files…")}</Button>
        <span id={`${id}-says`} className="soft">
          {t("或把文件拖到这里；电子表格（XLSX）或 CSV，可以几个一起。", "or drop them here: spreadsheets (XLSX) or CSV, several at once.")}
        </span>
        <input
          ref={field}
          type="file"
          className={s.field}
          tabIndex={-1}
          multiple
          accept=".csv,.xlsx,.txt"
          aria-label={t("要导入的文件", "Files to import")}
          onChange={(e) => {
            void take([...(e.target.files ?? [])]);
            e.target.value = "";
          }}
        />
      </div>
      <ProblemNote problem={uploads.error ?? remove.error} />
      {(here.length > 0 || way.length > 0) && (
        <ul className={s.files}>
          {here.map((u) => (
            <li key={u.upload}>
              <Checkbox
                checked={chosen.includes(u.upload)}
                disabled={!chosen.includes(u.upload) && chosen.length >= MOST}
                onChange={(e) => choose((before) => (e.target.checked ? [...before, u.upload] : before.filter((n) => n !== u.upload)))}
              >
                {u.name}
              </Checkbox>
              <span className="soft">
                {formatBytes(u.bytes)} · {t(`${formatInstant(u.created_at)} 上传，保留到 ${formatInstant(u.until)}`, `sent ${formatInstant(u.created_at)}, kept until ${formatInstant(u.until)}`)}
              </span>
              <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t(`删除 ${u.name}`, `Delete ${u.name}`)} onClick={() => drop(u)} />
            </li>
          ))}
          {way.map((w) => (
            <li key={w.key}>
              <span>{w.name}</span>
              {w.problem ? <ProblemNote problem={w.problem} brief /> : <Progress percent={Math.floor(w.share * 100)} size="small" aria-label={t(`${w.name} 上传进度`, `${w.name}: sent`)} />}
              <Button
                type="text"
                size="small"
                icon={<CloseOutlined />}
                aria-label={t(`不传 ${w.name}`, `Don't send ${w.name}`)}
                onClick={() => {
                  w.stop.abort();
                  leave(w.key);
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/* Told before it is sent. */
function refusal(file: File): Problem | undefined {
  const no = (zh: string, en: string) => new Problem(422, "file", [zh, en], undefined, undefined);
  if (/\.xls$/i.test(file.name)) return no("这是旧格式（XLS）：请另存为 XLSX 再传", "The old format (XLS): save it as XLSX and send that");
  if (!/\.(xlsx|csv|txt)$/i.test(file.name)) return no("不是电子表格（XLSX）或 CSV", "Neither a spreadsheet (XLSX) nor CSV");
  if (file.size === 0) return no("文件是空的", "The file is empty");
  if (file.size > LARGEST) return no("超过 512 MB：请分成几个文件", "Larger than 512 MB: split it");
  return undefined;
}
