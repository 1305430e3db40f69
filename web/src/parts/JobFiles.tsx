/* Files that a job has left, to be taken. */
import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { address } from "~/api/client";
import { useGet } from "~/api/use";
import { formatBytes } from "~/base/format";
import { useT } from "~/base/language";
import { ProblemNote } from "./ProblemNote";

export function JobFiles({ job }: { job: number }) {
  const t = useT();
  const files = useGet("/jobs/{job}/files", { params: { path: { job } } });
  return (
    <>
      <ProblemNote problem={files.error} />
      {files.data?.items.length === 0 && <p className="soft">{t("没有文件，或已过保存期。", "None, or they are no longer kept.")}</p>}
      {files.data?.items.map((f) => (
        <p key={f.name} style={{ marginTop: 12 }}>
          <Button type="primary" icon={<DownloadOutlined aria-hidden />} href={address(`/jobs/${job}/files/${f.name}`)} download>
            {f.name}
          </Button>{" "}
          <span className="soft">{formatBytes(f.bytes)}</span>
        </p>
      ))}
    </>
  );
}
