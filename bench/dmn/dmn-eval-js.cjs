// node dmn-eval-js.cjs MODEL DECISION SECONDS < inputs: as dmn_bench.c. The model is parsed once.
const fs = require('node:fs');
const { createRequire } = require('node:module');
const { decisionTable } = createRequire(process.cwd() + '/')('@hbtgmbh/dmn-eval-js');

const [model, decision, seconds] = process.argv.slice(2);
const inputs = fs.readFileSync(0, 'utf8').trim().split('\n').map((line) => JSON.parse(line));

decisionTable.parseDmnXml(fs.readFileSync(model, 'utf8')).then((decisions) => {
  const run = (input) => decisionTable.evaluateDecision(decision, decisions, input)?.[decision] ?? null;
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
}).catch((error) => {
  console.error(error);
  process.exit(3);
});
