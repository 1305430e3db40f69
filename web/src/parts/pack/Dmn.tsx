/* dmn-js is large: it comes when a model is first drawn, its editor when one is first edited. */
import { Suspense, lazy } from "react";
import { useLanguage } from "~/base/language";
import { Loading } from "../Loading";
import type { DmnEditorProps } from "./DmnEditor";
import type { DmnViewProps } from "./DmnView";

const View = lazy(() => import("./DmnView"));
const Editor = lazy(() => import("./DmnEditor"));

export function Dmn(props: DmnViewProps) {
  const language = useLanguage(); // what is drawn doesn't change by itself
  return (
    <Suspense fallback={<Loading />}>
      <View key={language} {...props} />
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
