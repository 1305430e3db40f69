/* A model drawn by dmn-js: one decision, or all of them as a drawing. Lazy: see Dmn.tsx. */
import NavigatedViewer from "dmn-js/lib/NavigatedViewer";
import { Button, Space } from "antd";
import { useEffect, useRef, useState } from "react";
import { useT } from "~/base/language";
import { isOf, setUp, withKnowledge } from "./drawing";
import s from "./pack.module.css";

interface Canvas {
  zoom: (to?: number | "fit-viewport", center?: "auto") => number;
}

export interface DmnViewProps {
  xml: string;
  show: string | null; // a decision's id; null: all
  label: string;
  onPick?: (id: string) => void; // of the drawing
}

const Viewer = withKnowledge(NavigatedViewer);
const NO_MARKS = new Map<number, string>();
const STEP = 1.25;

export default function DmnView({ xml, show, label, onPick }: DmnViewProps) {
  const t = useT();
  const place = useRef<HTMLDivElement>(null);
  const pick = useRef(onPick);
  const [canvas, setCanvas] = useState<Canvas>();
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    pick.current = onPick;
  }, [onPick]);

  useEffect(() => {
    const container = place.current;
    if (!container) return;
    const viewer = new Viewer(setUp(container, false, () => NO_MARKS));
    let gone = false;
    const draw = async () => {
      await viewer.importXML(xml, { open: false });
      const view = viewer.getViews().find(isOf(show));
      if (gone || !view) return setFailed(!view);
      await viewer.open(view);
      const active = viewer.getActiveViewer();
      if (gone || view.type !== "drd" || !active) return;
      const made = active.get<Canvas>("canvas");
      made.zoom("fit-viewport", "auto");
      setCanvas(made);
      active.on("element.click", ({ element }) => element && pick.current?.(element.id));
    };
    draw().catch(() => gone || setFailed(true));
    return () => {
      gone = true;
      viewer.destroy();
    };
  }, [xml, show]);

  return (
    <div className={s.drawing}>
      {failed && <p role="alert">{t("这个模型画不出来；可在“文件”中下载原文。", "This model can't be drawn; its file can be downloaded.")}</p>}
      {show === null && canvas && (
        <Space className={`${s.zoom} no-print`}>
          <Button size="small" onClick={() => canvas.zoom(canvas.zoom() * STEP)}>{t("放大", "Larger")}</Button>
          <Button size="small" onClick={() => canvas.zoom(canvas.zoom() / STEP)}>{t("缩小", "Smaller")}</Button>
          <Button size="small" onClick={() => canvas.zoom("fit-viewport", "auto")}>{t("全图", "Fit")}</Button>
        </Space>
      )}
      <div ref={place} role="group" aria-label={label} className={show === null ? s.graph : s.table} />
    </div>
  );
}
