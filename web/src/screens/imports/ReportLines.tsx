/* What an import says besides: who would leave (first of all), what is doubtful. */
import { DownloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { address, api } from "~/api/client";
import type { Problem } from "~/api/problem";
import { useGet } from "~/api/use";
import { formatBytes, formatNumber } from "~/base/format";
import { useT } from "~/base/language";
import { Panel } from "~/parts/Panel";
import { Read } from "~/parts/Read";
import s from "./imports.module.css";
import { inPageWords, sortReport } from "./words";

const READ_BYTES = 4 << 20; // more is for an editor, not for a page
const SHOWN = 500;

interface Props {
  job: number;
  file: string;
  trial: boolean;
}

export function ReportLines({ job, file, trial }: Props) {
  const t = useT();
  const files = useGet("/jobs/{job}/files", { params: { path: { job } } });
  const bytes = files.data?.items.find((f) => f.name === file)?.bytes ?? Infinity;
  const text = useQuery<string, Problem>({
    queryKey: ["/jobs/{job}/files/{name}", job, file],
    queryFn: async () => (await api.GET("/jobs/{job}/files/{name}", { params: { path: { job, name: file } }, parseAs: "text" })).data ?? "",
    enabled: bytes <= READ_BYTES,
    staleTime: Infinity,
  });
  const download = (
    <Button icon={<DownloadOutlined aria-hidden />} href={address(`/jobs/${job}/files/${file}`)} download>
      {t("下载说明", "Download it")}
    </Button>
  );
  if (files.data && bytes > READ_BYTES)
    return (
      <Panel title={t("提示和变动", "Notes and moves")} extra={download}>
        <p className="soft">{t(`说明较长（${formatBytes(bytes)}），请下载查看。`, `It is long (${formatBytes(bytes)}): download it.`)}</p>
      </Panel>
    );
  return (
    <Read from={text}>
      {(said) => {
        const { leaving, others } = sortReport(said);
        return (
          <>
            {leaving.length > 0 && (
              <Panel title={trial ? t("将离户、转户的成员：请逐一核对", "Members who would leave or move: go through them") : t("已离户、转户的成员", "Members who left or moved")} extra={download}>
                <Lines lines={leaving} />
              </Panel>
            )}
            {others.length > 0 && (
              <Panel title={t("提示", "Notes")} extra={leaving.length === 0 && download}>
                <p className="soft">{t("可疑但没有拒绝，请看看是否属实。", "Doubtful, but not rejected: see whether it is so.")}</p>
                <Lines lines={others} />
              </Panel>
            )}
          </>
        );
      }}
    </Read>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  const t = useT();
  return (
    <>
      <ul className={s.lines} ref={letKeysScroll}>
        {lines.slice(0, SHOWN).map((line, i) => (
          <li key={i}>{inPageWords(line)}</li>
        ))}
      </ul>
      {lines.length > SHOWN && <p className="soft">{t(`只列出前 ${SHOWN} 条，共 ${formatNumber(lines.length)} 条，请下载查看。`, `The first ${SHOWN} of ${formatNumber(lines.length)}: download it for all.`)}</p>}
    </>
  );
}

function letKeysScroll(list: HTMLElement | null) {
  if (list) list.tabIndex = 0;
}
