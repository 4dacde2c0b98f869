import { styleText } from "node:util";
import { isMissing, serviceOrReason } from "@rcache/services";
import { brokenPromises } from "./broken-promises.ts";
import { readArguments } from "./read-arguments.ts";
import { type Paint, renderEvent, renderItems, renderProcesses, renderTotals } from "./render-trial.ts";
import { runTrial } from "./run-trial.ts";

// It looks at NO_COLOR, FORCE_COLOR and whether this is a terminal.
const paint: Paint = (colour, text) => styleText(colour, text, { stream: process.stdout });
const print = (text: string): void => void process.stdout.write(text);

const args = readArguments(process.argv.slice(2));
if (args.nodes.length === 0) print("A Redis Cluster is being started …\n");
const cluster = args.nodes.length > 0 ? undefined : await serviceOrReason("redis-cluster");
if (cluster !== undefined && isMissing(cluster)) {
  process.stderr.write(`There is no Redis Cluster: ${cluster.because}. ${cluster.remedy}\n`);
  process.stderr.write("Or name one that runs: pnpm demo:cluster --nodes host:port,host:port\n");
  process.exitCode = 1;
} else {
  const nodes = cluster?.nodes?.map(({ host, port }) => `redis://${host}:${port}`) ?? args.nodes;
  const where = cluster?.version ?? `the cluster at ${nodes.join(", ")}`;
  print(`${args.workers} processes ask for the same ${args.items} items through one cache in ${where}.\n\n`);
  const startMs = performance.now();
  try {
    const report = await runTrial({
      ...args,
      nodes,
      onEvent: (event) => print(renderEvent(event, performance.now() - startMs, paint)),
    });
    const broken = brokenPromises(report);
    print(`\n${renderProcesses(report, paint)}\n${renderItems(report, paint)}\n`);
    print(renderTotals(report, broken, paint));
    if (broken.length > 0) process.exitCode = 1;
  } finally {
    await cluster?.stop();
  }
}
