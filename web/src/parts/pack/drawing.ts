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
import type Manager from "dmn-js-shared/lib/base/Manager";
import { notesModule, type Marks } from "./notes";
import { translate } from "./translate";

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

interface Element {
  $type: string;
  encapsulatedLogic?: { body?: { $type: string } };
}

interface Provider {
  id: string;
  opens: string | ((element: Element) => boolean);
}

/* dmn-js draws tables of decisions only; this draws those of knowledge models, too. A view's table is
 * its element's decisionLogic: they are given one, which isn't written with the model. */
export function withKnowledge<M extends new (...given: ConstructorParameters<typeof Manager>) => Manager>(Base: M) {
  return class extends (Base as typeof Manager) {
    override _getViewProviders() {
      return (super._getViewProviders() as Provider[]).map((provider) =>
        provider.id === "decisionTable" && typeof provider.opens === "function" ? { ...provider, opens: either(provider.opens, hasTable) } : provider,
      );
    }
  };
}

function either(one: (e: Element) => boolean, other: (e: Element) => boolean) {
  return (e: Element) => one(e) || other(e);
}

function hasTable(element: Element) {
  const body = element.encapsulatedLogic?.body;
  if (body?.$type !== "dmn:DecisionTable") return false;
  Object.defineProperty(element, "decisionLogic", { value: body, configurable: true });
  return true;
}

/* The view of a decision or knowledge model by its id; null: the drawing of all. */
export function isOf(id: string | null) {
  return (view: { id: string; type: string }) => (id === null ? view.type === "drd" : view.type !== "drd" && view.id === id);
}
