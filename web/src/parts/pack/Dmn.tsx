/* dmn-js is large: it comes when a model is first drawn, its editor when one is first edited. */
import { Suspense, lazy } from "react";
import { Loading } from "../Loading";
import type { DmnEditorProps } from "./DmnEditor";
import type { DmnViewProps } from "./DmnView";

const View = lazy(() => import("./DmnView"));
const Editor = lazy(() => import("./DmnEditor"));

export function Dmn(props: DmnViewProps) {
  return (
    <Suspense fallback={<Loading />}>
      <View {...props} />
    </Suspense>
  );
}

export function EditedDmn(props: DmnEditorProps) {
  return (
    <Suspense fallback={<Loading />}>
      <Editor {...props} />
    </Suspense>
  );
}
