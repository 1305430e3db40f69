/* What is used of dmn-js, which comes without types. */
declare module "dmn-js-shared/lib/base/Manager" {
  export interface View {
    id: string;
    name?: string;
    type: "drd" | "decisionTable" | "literalExpression" | "boxedExpression";
  }

  export interface Viewer {
    get<Service>(name: string): Service;
    on(event: string, callback: (event: { element?: { id: string }; trigger?: string }) => void): void;
  }

  export default class Manager {
    constructor(options: object);
    importXML(xml: string, options?: { open?: boolean }): Promise<unknown>;
    saveXML(options?: { format?: boolean }): Promise<{ xml: string }>;
    getViews(): View[];
    getActiveView(): View | undefined;
    getActiveViewer(): Viewer | undefined;
    open(view: View): Promise<unknown>;
    on(event: string, callback: (event: { viewer: Viewer }) => void): void;
    destroy(): void;
    _getViewProviders(): unknown[];
  }
}

declare module "dmn-js/lib/NavigatedViewer" {
  export { default } from "dmn-js-shared/lib/base/Manager";
}

declare module "dmn-js/lib/Modeler" {
  export { default } from "dmn-js-shared/lib/base/Manager";
}

declare module "dmn-js-shared/lib/components/EditableComponent" {
  import { Component, type InfernoChildren } from "inferno";

  export interface Props {
    value: string;
    label?: string;
    className?: string;
    ctrlForNewline?: boolean;
    onChange: (text: string) => void;
  }

  export default class EditableComponent extends Component<Props> {
    getClassName(): string;
    getEditor(): InfernoChildren;
  }
}
