/* dmn-js's modeler for the tables and expressions of a model. Its changes are told as the whole
 * model's XML, a moment after the last. Lazy. */
import DmnModeler from "dmn-js/lib/Modeler";
import { useEffect, useImperativeHandle, useRef, type Ref } from "react";
import { isOf, setUp, withKnowledge } from "./drawing";
import { withHitPolicies } from "./hitPolicy";
import type { Marks } from "./notes";
import s from "./pack.module.css";

export interface EditorHandle {
  xml: () => Promise<string | undefined>; // with what was typed last
  undo: () => void;
  redo: () => void;
}

export interface DmnEditorProps {
  xml: string; // read once
  show: string;
  label: string;
  marks: Marks;
  onChange: (xml: string) => void;
  onFail: () => void;
  ref?: Ref<EditorHandle>;
}

const Modeler = withKnowledge(DmnModeler);
const PAUSE_MS = 400; // longer than dmn-js waits before it takes what is typed

interface Stack {
  undo: () => void;
  redo: () => void;
}

interface Drawn {
  xml: string; // as it was read
  modeler: InstanceType<typeof Modeler>;
  ready: Promise<unknown>;
}

async function written(modeler: Drawn["modeler"], before: string) {
  return withHitPolicies((await modeler.saveXML({ format: true })).xml, before);
}

export default function DmnEditor({ xml, show, label, marks, onChange, onFail, ref }: DmnEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn>(undefined);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const now = useRef({ marks, onChange, onFail });

  useEffect(() => {
    now.current = { marks, onChange, onFail };
    const active = drawn.current?.modeler.getActiveViewer();
    if (drawn.current?.modeler.getActiveView()?.type !== "decisionTable" || !active) return;
    const root = active.get<{ getRoot: () => unknown }>("sheet").getRoot();
    active.get<{ fire: (event: string, what: object) => void }>("eventBus").fire("elements.changed", { elements: [root] });
  }, [marks, onChange, onFail]);

  useEffect(() => {
    const container = place.current;
    if (!container) return;
    const modeler = new Modeler(setUp(container, true, () => now.current.marks));
    const tell = ({ trigger }: { trigger?: string }) => {
      if (trigger === "clear") return; // another view was opened
      clearTimeout(pause.current);
      pause.current = setTimeout(() => void written(modeler, xml).then((text) => now.current.onChange(text)), PAUSE_MS);
    };
    modeler.on("viewer.created", ({ viewer }) => viewer.on("commandStack.changed", tell));
    drawn.current = { xml, modeler, ready: modeler.importXML(xml, { open: false }) };
    return () => {
      clearTimeout(pause.current);
      drawn.current = undefined;
      modeler.destroy();
    };
  }, [xml]);

  useEffect(() => {
    const shown = drawn.current;
    if (!shown) return;
    const open = async () => {
      await shown.ready;
      const view = shown.modeler.getViews().find(isOf(show));
      if (shown !== drawn.current) return;
      if (view) await shown.modeler.open(view);
      else now.current.onFail();
    };
    open().catch(() => shown === drawn.current && now.current.onFail());
  }, [xml, show]);

  useImperativeHandle(ref, () => {
    const stack = () => drawn.current?.modeler.getActiveViewer()?.get<Stack>("commandStack");
    return {
      xml: async () => {
        await new Promise((then) => setTimeout(then, PAUSE_MS));
        clearTimeout(pause.current);
        if (!drawn.current) return undefined;
        const text = await written(drawn.current.modeler, drawn.current.xml);
        now.current.onChange(text);
        return text;
      },
      undo: () => stack()?.undo(),
      redo: () => stack()?.redo(),
    };
  }, []);

  return <div ref={place} role="group" aria-label={label} className={s.table} />;
}
