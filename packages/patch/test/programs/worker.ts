import { createServer } from "node:http";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { getCache, installCache, isInstalled } from "../../src/index.ts";

// A worker installs its own: what the main thread has does not reach it.
const ask = async (url: string): Promise<string> => (await fetch(url)).text();

async function inWorker(url: string): Promise<void> {
  const before = isInstalled();
  const first = await ask(url);
  installCache({ backend: "memory" });
  const bodies = [first, await ask(url), await ask(url)];
  parentPort?.postMessage({ before, bodies, own: getCache() !== undefined });
}

async function inMain(): Promise<void> {
  let count = 0;
  const origin = createServer((_request, response) => {
    count += 1;
    response.end(String(count));
  });
  await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
  const address = origin.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
  installCache({ backend: "memory" });
  await ask(url);
  const told = await new Promise((resolve) =>
    new Worker(new URL(import.meta.url), { workerData: url }).once("message", resolve),
  );
  console.log(JSON.stringify({ told, main: await ask(url) }));
  process.exit();
}

await (isMainThread ? inMain() : inWorker(workerData));
