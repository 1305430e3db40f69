/* The list as a file for the visitors, and the filled one back. */
import { DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Modal, Progress } from "antd";
import { useRef, useState } from "react";
import { address } from "~/api/client";
import { Problem } from "~/api/problem";
import { sendFile } from "~/api/upload";
import { useGet, useSend } from "~/api/use";
import { formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { ConfirmReason } from "~/parts/ConfirmReason";
import { isOver, useJob } from "~/parts/job";
import { JobProgress } from "~/parts/JobProgress";
import { ProblemNote } from "~/parts/ProblemNote";
import s from "./samples.module.css";

export function ListFile({ sample }: { sample: number }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const [job, setJob] = useState<number>();
  const make = useSend("post", "/samples/{sample}/visits/file", {
    refresh: ["/jobs"],
    done: (made) => {
      setOpen(false);
      setJob(made.job);
    },
  });
  return (
    <>
      <Button icon={<DownloadOutlined aria-hidden />} onClick={() => setOpen(true)}>{t("导出走访名单", "List for visitors")}</Button>
      <ConfirmReason
        open={open}
        title={t("导出走访名单", "List for visitors")}
        ok={t("导出", "Export")}
        busy={make.isPending}
        problem={make.error}
        onOk={(reason) => make.mutate({ params: { path: { sample } }, body: { format: "xlsx", reason } })}
        onCancel={() => setOpen(false)}
      >
        <p className="soft">{t("电子表格，每行带水印；走访后在“结果”“备注”两列填写，再上传。", "A spreadsheet with a watermark in each row; fill the columns for result and note and send it back.")}</p>
      </ConfirmReason>
      <JobDialog job={job} title={t("导出走访名单", "List for visitors")} onClose={() => setJob(undefined)} />
    </>
  );
}

export function FilledList({ sample }: { sample: number }) {
  const t = useT();
  const cache = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [share, setShare] = useState<number>();
  const [problem, setProblem] = useState<Problem>();
  const [job, setJob] = useState<number>();
  const enter = useSend("post", "/samples/{sample}/results/file", { refresh: ["/jobs"], done: (made) => setJob(made.job) });
  const send = async (file: File) => {
    setProblem(undefined);
    setShare(0);
    try {
      const { upload } = await sendFile(file, { progress: setShare, signal: new AbortController().signal });
      enter.mutate({ params: { path: { sample } }, body: { upload } });
    } catch (e) {
      if (e instanceof Problem) setProblem(e);
      else throw e;
    } finally {
      setShare(undefined);
    }
  };
  const title = t("上传填好的名单", "Send the filled list");
  return (
    <>
      <Button icon={<UploadOutlined aria-hidden />} loading={share !== undefined || enter.isPending} onClick={() => field.current?.click()}>{title}</Button>
      <input
        ref={field}
        type="file"
        className={s.field}
        tabIndex={-1}
        accept=".csv,.xlsx"
        aria-label={title}
        onChange={(e) => {
          const file = e.target.files?.[0];
          if (file) void send(file);
          e.target.value = "";
        }}
      />
      {share !== undefined && <Progress percent={Math.floor(share * 100)} size="small" aria-label={title} />}
      <ProblemNote problem={problem ?? enter.error} />
      <JobDialog job={job} title={title} onClose={() => setJob(undefined)} onEnd={() => void cache.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("/samples") })} />
    </>
  );
}

interface DialogProps {
  job: number | undefined;
  title: string;
  onClose: () => void;
  onEnd?: () => void;
}

function JobDialog({ job, title, onClose, onEnd }: DialogProps) {
  const t = useT();
  return (
    <Modal open={job !== undefined} title={title} footer={<Button onClick={onClose}>{t("关闭", "Close")}</Button>} onCancel={onClose} destroyOnHidden>
      {job !== undefined && (
        <>
          <JobProgress job={job} onEnd={onEnd} />
          <Outcome job={job} />
        </>
      )}
    </Modal>
  );
}

function Outcome({ job: number }: { job: number }) {
  const t = useT();
  const { data: job } = useJob(number);
  const files = useGet("/jobs/{job}/files", { params: { path: { job: number } } }, { enabled: isOver(job) });
  const count = (name: string) => (typeof job?.result?.[name] === "number" ? formatNumber(job.result[name]) : undefined);
  const entered = count("entered");
  return (
    <>
      {entered !== undefined && (
        <p>{t(`录入 ${entered} 户，与先前相同 ${count("same") ?? 0} 户，未填 ${count("open") ?? 0} 户，拒绝 ${count("rejected") ?? 0} 行。`, `${entered} entered, ${count("same") ?? 0} the same as before, ${count("open") ?? 0} left open, ${count("rejected") ?? 0} rows rejected.`)}</p>
      )}
      <ProblemNote problem={files.error} />
      {files.data?.items.map((f) => (
        <p key={f.name}>
          <Button type="primary" icon={<DownloadOutlined aria-hidden />} href={address(`/jobs/${number}/files/${f.name}`)} download>
            {f.name}
          </Button>
        </p>
      ))}
    </>
  );
}
