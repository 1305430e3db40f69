/* One version, whether it is in force or was. */
import { useParams } from "react-router";
import { VersionPage } from "./VersionPage";

export default function Version() {
  return <VersionPage version={Number(useParams().version)} />;
}
