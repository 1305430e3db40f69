/* What the shell has and most people rarely see. */
import { lazy } from "react";

export const MustSet = lazy(() => import("./MustSet"));
