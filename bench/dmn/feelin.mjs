// node feelin.mjs PLAN USE SECONDS < inputs, one JSON object a line; the last four lines of
// dmn_bench.c hold here too. PLAN is the model as run.py lays it out:
//   {"decision": NAME, "steps": [{"name", "text"} | {"name", "inputs", "rules", "outputs"}], "whole": TEXT}
// USE is "cells" (one call an expression or cell, and no cell tested in vain) or "whole" (the model
// as one expression, parsed in one go). feelin offers no way to keep what it parsed: it needs the
// names in scope, so each call parses.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const require = createRequire(process.cwd() + '/');
const { evaluate, unaryTest } = await import(require.resolve('feelin'));

const [planPath, use, seconds] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planPath, 'utf8'));
const inputs = readFileSync(0, 'utf8').trim().split('\n').map((line) => JSON.parse(line));

function table(step, context) {
  const values = step.inputs.map((text) => (text in context ? context[text] : evaluate(text, context).value));
  next: for (let r = 0; r < step.rules.length; r++) {
    for (let i = 0; i < values.length; i++) {
      const cell = step.rules[r][i];
      if (cell !== '-' && unaryTest(cell, { ...context, '?': values[i] }).value !== true) continue next;
    }
    return evaluate(step.outputs[r], context).value;
  }
  return null;
}

function cells(input) {
  const context = { ...input };
  for (const step of plan.steps)
    context[step.name] = step.rules ? table(step, context) : evaluate(step.text, context).value;
  return context[plan.decision];
}

const run = use === 'whole' ? (input) => evaluate(plan.whole, input).value : cells;
for (const input of inputs) console.log(JSON.stringify(run(input)));

function timed(limit) {
  const start = performance.now();
  let done = 0, end;
  do {
    run(inputs[done++ % inputs.length]);
    end = performance.now();
  } while (end - start < limit * 1000);
  return [done, (end - start) / 1000];
}
timed(seconds / 2); // the compiler warms up
const [done, took] = timed(+seconds);
console.log(`${done} ${took.toFixed(6)}`);
