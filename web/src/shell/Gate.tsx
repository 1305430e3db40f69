/* Who comes in: screens open to all, the sign-in page, what must be set first, or the frame. */
import { lazy, useEffect, useState } from "react";
import { Route, Routes } from "react-router";
import type { Problem } from "~/api/problem";
import { findSession, useSessionState } from "~/api/session";
import { ProblemNote } from "~/parts/ProblemNote";
import { screens } from "~/routes";
import { Frame } from "./Frame";
import { LapsedDialog } from "./LapsedDialog";
import { Page } from "./Page";
import { PublicFrame } from "./PublicFrame";
import { SignInPage } from "./SignInPage";

const MustSet = lazy(() => import("./MustSet"));

export function Gate() {
  const open = screens.filter((s) => s.open);
  return (
    <Routes>
      {open.map((s) => (
        <Route key={s.path} path={s.path} element={<PublicFrame><Page screen={s} /></PublicFrame>} />
      ))}
      <Route path="*" element={<SignedIn />} />
    </Routes>
  );
}

function SignedIn() {
  const { session, lapsed } = useSessionState();
  const [problem, setProblem] = useState<Problem>();
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    findSession().catch(setProblem);
  }, [attempt]);

  if (session === undefined)
    return problem ? (
      <PublicFrame>
        <ProblemNote
          problem={problem}
          again={() => {
            setProblem(undefined);
            setAttempt(attempt + 1);
          }}
        />
      </PublicFrame>
    ) : null;
  if (session === null) return <SignInPage />;
  if (session.limited) return <PublicFrame><MustSet /></PublicFrame>;
  return (
    <>
      <Frame />
      {lapsed && <LapsedDialog name={session.name} />}
    </>
  );
}
