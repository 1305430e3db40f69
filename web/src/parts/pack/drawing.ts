/* How dmn-js is set up, to look at and to edit; styles of both. */
import "dmn-js/dist/assets/diagram-js.css";
import "dmn-js/dist/assets/dmn-font/css/dmn.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression-controls.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression.css";
import "dmn-js/dist/assets/dmn-js-decision-table-controls.css";
import "dmn-js/dist/assets/dmn-js-decision-table.css";
import "dmn-js/dist/assets/dmn-js-drd.css";
import "dmn-js/dist/assets/dmn-js-literal-expression.css";
import "dmn-js/dist/assets/dmn-js-shared.css";
import "./drawing.css";
import { notesModule, type Marks } from "./notes";
import { translate } from "./words";

const common = { translate: ["value", translate] };
const unused = ["value", {}];

export function setUp(container: HTMLElement, edited: boolean, marks: () => Marks) {
  return {
    container,
    // the wheel scrolls the page; the drawing has buttons
    drd: { additionalModules: [common], zoomScroll: { enabled: false } },
    // the way between decisions is the page's
    decisionTable: { additionalModules: [common, notesModule(edited, marks), { viewDrd: unused }] },
    literalExpression: { additionalModules: [common, { viewDrd: unused }] },
    boxedExpression: { additionalModules: [common, { viewDrd: unused }] },
  };
}

/* The view of a decision or knowledge model by its id; null: the drawing of all. */
export function isOf(id: string | null) {
  return (view: { id: string; type: string }) => (id === null ? view.type === "drd" : view.type !== "drd" && view.id === id);
}
