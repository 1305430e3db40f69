/* A table's notes in dmn-js: the annotation columns of DMN 1.3 (依据, 说明, English), which dmn-js
 * keeps but doesn't draw, in place of its own column, which is the rule's description. Marks rules in
 * which the check found something. In Inferno, as all of dmn-js's tables. */
import { currentLanguage } from "~/base/language";
import EditableComponent from "dmn-js-shared/lib/components/EditableComponent";
import { Component, createComponentVNode, createVNode, type InfernoChildren } from "inferno";
import { noteColumns, noteOf, withNote, type Note, type Rule, type Table } from "./note";

// Inferno's flags
const ELEMENT = 1;
const COMPONENT = 2;
const ANY_CHILDREN = 0;

interface Row {
  id: string;
  businessObject: Rule;
}

interface Services {
  injector: { get: <Service>(name: string) => Service };
  changeSupport: {
    onElementsChanged: (id: string, then: () => void) => void;
    offElementsChanged: (id: string, then: () => void) => void;
  };
}

interface Sheet {
  getRoot: () => { businessObject: Table };
}

interface Modeling {
  updateProperties: (rule: Rule, properties: { annotationEntry?: Note[]; description?: string }) => void;
}

/* Marks of a table's rules: what was found in each, by the rule's number from 1. */
export type Marks = ReadonlyMap<number, string>;

const MOST = 8; // columns of notes that are drawn

interface Props {
  row: Row;
  rowIndex: number;
}

function get<Service>(context: unknown, name: string) {
  return (context as Services).injector.get<Service>(name);
}

function tableOf(sheet: Sheet) {
  return sheet.getRoot().businessObject;
}

function headOf(column: number) {
  return function NoteHead(_props: object, context: unknown) {
    const name = noteColumns(tableOf(get<Sheet>(context, "sheet")))[column];
    return createVNode(ELEMENT, "th", `note note-${column} header`, name, ANY_CHILDREN);
  };
}

/* A cell is drawn again when its rule changes. */
function cellOf(column: number, draw: (rule: Rule, context: unknown) => InfernoChildren) {
  return class NoteCell extends Component<Props> {
    private readonly redraw = () => this.forceUpdate();

    override componentWillMount() {
      (this.context as Services).changeSupport.onElementsChanged(this.props?.row.id ?? "", this.redraw);
    }

    override componentWillUnmount() {
      (this.context as Services).changeSupport.offElementsChanged(this.props?.row.id ?? "", this.redraw);
    }

    override render({ row }: Props, _state: unknown, context: unknown) {
      return createVNode(ELEMENT, "td", `note note-${column}`, draw(row.businessObject, context), ANY_CHILDREN);
    }
  };
}

function shownCell(column: number) {
  return cellOf(column, (rule, context) => noteOf(rule, column, noteColumns(tableOf(get<Sheet>(context, "sheet"))).length));
}

class NoteEditor extends EditableComponent {
  override render() {
    return createVNode(ELEMENT, "div", this.getClassName(), this.getEditor(), ANY_CHILDREN);
  }
}

function editedCell(column: number) {
  return cellOf(column, (rule, context) => {
    const table = tableOf(get<Sheet>(context, "sheet"));
    const columns = noteColumns(table);
    return createComponentVNode(COMPONENT, NoteEditor, {
      label: columns[column],
      ctrlForNewline: true,
      className: "note-editor",
      value: noteOf(rule, column, columns.length),
      onChange: (text: string) => get<Modeling>(context, "modeling").updateProperties(rule, withNote(rule, column, text, table)),
    });
  });
}

function Mark({ rowIndex }: Props, context: unknown) {
  const found = get<{ of: () => Marks }>(context, "marks").of().get(rowIndex + 1);
  return found ? createVNode(ELEMENT, "span", "mark", "!", ANY_CHILDREN, { title: found, role: "img", "aria-label": found }) : null;
}

interface Components {
  onGetComponent: (kind: string, find: (asked: { cellType: string }) => unknown) => void;
}

/* Packs say each rule in both languages: to look at, one is enough. */
function isOther(name: string | undefined) {
  return name === (currentLanguage() === "zh" ? "English" : "说明");
}

function provider(cell: typeof shownCell, hidden: (name: string | undefined) => boolean) {
  // dmn-js calls it by new
  function NotesProvider(components: Components, sheet: Sheet) {
    for (let column = 0; column < MOST; column++) {
      const parts: Record<string, unknown> = { "after-label-cells": headOf(column), "after-rule-cells": cell(column) };
      components.onGetComponent("cell", ({ cellType }) => {
        if (!(cellType in parts)) return undefined;
        const names = noteColumns(tableOf(sheet));
        return column < names.length && !hidden(names[column]) ? parts[cellType] : undefined;
      });
    }
    components.onGetComponent("cell-inner", ({ cellType }) => (cellType === "rule-index" ? Mark : undefined));
  }
  NotesProvider.$inject = ["components", "sheet"];
  return NotesProvider;
}

/* Takes the place of dmn-js's module of this name. */
export function notesModule(edited: boolean, marks: () => Marks) {
  return {
    annotationsProvider: ["type", edited ? provider(editedCell, () => false) : provider(shownCell, isOther)],
    marks: ["value", { of: marks }],
  };
}
