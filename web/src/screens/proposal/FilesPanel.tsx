/* The proposal's files: taken away, and put in the place of what is there. */
import { DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { App, Button, Upload } from "antd";
import { useState } from "react";
import { address } from "~/api/client";
import { useSend } from "~/api/use";
import { formatBytes } from "~/base/format";
import { useT, type Text } from "~/base/language";
import { fileAddress } from "~/parts/pack/source";
import { Panel } from "~/parts/Panel";
import { ProblemNote } from "~/parts/ProblemNote";
import { fileFault, readText } from "./file";
import type { PanelProps } from "./one";

export function FilesPanel({ p, tag, busy, edits }: PanelProps & { edits: boolean }) {
  const t = useT();
  const { message } = App.useApp();
  const [fault, setFault] = useState<Text>();
  const put = useSend("put", "/proposals/{proposal}/files/{name}", {
    done: () => void message.success(t("已放入提案，请重新检查和测试", "It is in the proposal: check and test again")),
  });
  const take = async (file: File) => {
    put.reset();
    const text = await readText(file);
    const wrong = fileFault(file.name, file.size, text);
    setFault(wrong);
    if (wrong || text === undefined) return;
    put.mutate({ params: { path: { proposal: p.id, name: file.name }, header: { "If-Match": tag } }, body: { content: text } });
  };
  return (
    <Panel title={t("文件", "Files")}>
      <ProblemNote problem={put.error} />
      {p.files.map((f) => (
        <p key={f.name}>
          <Button icon={<DownloadOutlined aria-hidden />} href={address(fileAddress({ proposal: p.id }, f.name))} download>{f.name}</Button>{" "}
          <span className="soft">{formatBytes(f.bytes)}</span>
        </p>
      ))}
      {edits && (
        <>
          <Upload
            accept=".dmn,.csv"
            showUploadList={false}
            disabled={busy || put.isPending}
            beforeUpload={(file) => {
              void take(file);
              return false;
            }}
          >
            <Button icon={<UploadOutlined aria-hidden />} loading={put.isPending} disabled={busy}>{t("上传文件替换", "Upload a file")}</Button>
          </Upload>
          <p className="soft" style={{ marginTop: 8 }}>
            {t(
              "同名的文件被替换；.dmn 模型不论名称，取代原来的模型。可上传 parameters.csv、cases.csv 和一个 .dmn，UTF-8，每个不超过 512 kB。",
              "A file of the same name is replaced; a .dmn of any name takes the model's place. parameters.csv, cases.csv and one .dmn, UTF-8, 512 kB each at most.",
            )}
          </p>
          {fault && <p role="alert" style={{ color: "var(--zhu)" }}>{t(...fault)}</p>}
        </>
      )}
    </Panel>
  );
}
