/* One picture after another while something is moved: at most one call is under way. While it is
 * dragged the next waits until this one has come, so that there always is something new to see;
 * released, the last one counts, and what is under way for anything else is given up. */
export interface Told<Answer> {
  answer?: Answer;
  took?: number; // milliseconds from asking to the answer
  since?: number; // when what is under way was asked for
  problem?: Error;
}

export class Caller<Body, Answer> {
  private under: { text: string; abort: AbortController } | undefined;
  private next: Body | undefined;
  private last = "";
  private told: Told<Answer> = {};

  constructor(
    private readonly send: (body: Body, signal: AbortSignal) => Promise<Answer>,
    private readonly tell: (told: Told<Answer>) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  ask(body: Body, dragging: boolean) {
    const text = JSON.stringify(body);
    this.next = undefined;
    if (this.under?.text === text || (!this.under && this.last === text)) return;
    if (this.under && dragging) {
      this.next = body;
      return;
    }
    this.stop();
    this.start(body, text);
  }

  /* After a failure. */
  again(body: Body) {
    this.last = "";
    this.ask(body, false);
  }

  stop() {
    this.under?.abort.abort();
    this.under = undefined;
  }

  private say(told: Told<Answer>) {
    this.told = told;
    this.tell(told);
  }

  private start(body: Body, text: string) {
    const mine = { text, abort: new AbortController() };
    const since = this.now();
    this.under = mine;
    this.say({ answer: this.told.answer, took: this.told.took, since });
    const over = (told: Told<Answer>) => {
      if (this.under !== mine) return;
      this.under = undefined;
      this.last = told.problem ? "" : text;
      this.say(told);
      const next = this.next;
      if (next !== undefined) this.ask(next, false);
    };
    this.send(body, mine.abort.signal).then(
      (answer) => over({ answer, took: this.now() - since }),
      (problem: unknown) => over({ answer: this.told.answer, problem: problem instanceof Error ? problem : new Error(String(problem)) }),
    );
  }
}
