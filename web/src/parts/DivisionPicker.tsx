/* A place within one's area: a tree that is read level by level, and a search by name. */
import { TreeSelect } from "antd";
import { useDeferredValue, useState } from "react";
import { useSession } from "~/api/session";
import { readNow, useGet, type AnswerOf } from "~/api/use";
import { useT } from "~/base/language";

type Division = AnswerOf<"get", "/divisions">["items"][number];

interface Node {
  id: string;
  pId: string | null;
  value: string;
  title: string;
  isLeaf: boolean;
}

interface Props {
  value?: string;
  onChange?: (code: string | undefined) => void;
  id?: string;
  placeholder?: string;
  label?: string; // where there is no <label htmlFor>
  allowClear?: boolean;
}

const LIMIT = 500; // children of one division
const FOR_LONG = { staleTime: Infinity };

function nodeOf(d: Division, parent: string | null = d.parent): Node {
  return { id: d.code, pId: parent, value: d.code, title: d.name, isLeaf: !d.has_children };
}

export function DivisionPicker({ value, onChange, id, placeholder, label, allowClear = true }: Props) {
  const t = useT();
  const { division: own } = useSession();
  const [typed, setTyped] = useState("");
  const [loaded, setLoaded] = useState<readonly Node[]>([]);
  const q = useDeferredValue(typed.trim());
  const root = useGet("/divisions/{code}", { params: { path: { code: own } } }, { ...FOR_LONG, enabled: !!own });
  const top = useGet("/divisions", { params: { query: { limit: LIMIT } } }, FOR_LONG);
  const found = useGet("/divisions", { params: { query: { q, limit: 50 } } }, { ...FOR_LONG, enabled: q.length > 0 });
  const chosen = useGet("/divisions/{code}", { params: { path: { code: value ?? "" } } }, { ...FOR_LONG, enabled: !!value });

  const tree = new Map<string, Node>();
  const add = (n: Node) => tree.set(n.id, n);
  if (q) found.data?.items.forEach((d) => add({ ...nodeOf(d, null), isLeaf: true }));
  else {
    if (root.data) add(nodeOf(root.data, null));
    top.data?.items.forEach((d) => add(nodeOf(d, root.data?.code ?? null)));
    loaded.forEach(add);
  }

  return (
    <TreeSelect<{ value: string; label: string } | undefined>
      id={id}
      aria-label={label}
      value={value ? { value, label: chosen.data?.full_name ?? value } : undefined}
      labelInValue
      treeDataSimpleMode
      treeData={[...tree.values()]}
      treeDefaultExpandedKeys={root.data ? [root.data.code] : []}
      showSearch={{ searchValue: typed, onSearch: setTyped, filterTreeNode: false }}
      allowClear={allowClear}
      placeholder={placeholder}
      popupMatchSelectWidth={300}
      style={{ width: "100%" }}
      notFoundContent={found.isFetching || top.isPending ? t("正在载入…", "Loading…") : t("没有找到", "Nothing found")}
      loadData={async ({ value: parent }) => {
        if (loaded.some((n) => n.pId === parent) || parent === root.data?.code) return;
        const below = await readNow("/divisions", { params: { query: { parent: String(parent), limit: LIMIT } } });
        setLoaded((before) => [...before, ...below.items.map((d) => nodeOf(d, String(parent)))]);
      }}
      onChange={(next) => {
        setTyped("");
        onChange?.(next?.value);
      }}
    />
  );
}
