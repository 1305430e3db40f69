/* Today beside one scenario, asked for again whenever the scenario changes. */
import { useEffect, useState } from "react";
import type { components } from "~/api/made/schema";
import { Problem } from "~/api/problem";
import { sendNow } from "~/api/use";
import { Caller, type Told } from "./caller";
import type { Changes } from "./scenario";

export type Live = components["schemas"]["LiveSimulation"];

export interface Body {
  as_of?: string;
  division?: string;
  proposal?: number;
  set?: Record<string, string>;
}

export function bodyOf({ as_of, division, proposal }: Omit<Body, "set">, set: Changes): Body {
  return { ...(as_of && { as_of }), ...(division && { division }), ...(proposal && { proposal }), ...(Object.keys(set).length > 0 && { set: { ...set } }) };
}

export interface LiveState {
  answer: Live | undefined;
  drawn: number | undefined; // milliseconds from asking to the picture
  since: number | undefined; // when what is under way was asked for
  problem: Problem | undefined;
  again: () => void;
}

export function useLive(body: Body | undefined, dragging: boolean): LiveState {
  const [told, setTold] = useState<Told<Live>>({});
  const [painted, setPainted] = useState<number>();
  const [caller] = useState(() => {
    const session = crypto.randomUUID();
    return new Caller<Body, Live>(async (b, signal) => (await sendNow("post", "/simulations/live", { body: { ...b, session }, signal })).data, setTold);
  });
  const text = body && JSON.stringify(body);

  useEffect(() => {
    if (text !== undefined) caller.ask(JSON.parse(text) as Body, dragging);
    else caller.stop();
  }, [caller, text, dragging]);
  useEffect(() => () => caller.stop(), [caller]);

  // charts are drawn by now: the next frame shows them
  const { answer, took } = told;
  useEffect(() => {
    if (took === undefined) return;
    const begun = performance.now();
    const frame = requestAnimationFrame(() => setPainted(took + performance.now() - begun));
    return () => cancelAnimationFrame(frame);
  }, [answer, took]);

  return {
    answer: body ? answer : undefined,
    drawn: painted,
    since: told.since,
    problem: told.problem instanceof Problem ? told.problem : undefined,
    again: () => body && caller.again(body),
  };
}
