// How many files, functions and calls of ours one request runs through: pnpm hops [--list]
import { Session } from "node:inspector/promises";
import { parseArgs } from "node:util";
import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";

const { values } = parseArgs({ options: { list: { type: "boolean" } } });
const headers = {
  "cache-control": "max-age=600",
  "content-type": "text/plain",
  date: new Date().toUTCString(),
};
const fetch = createCachedFetch({
  backend: memoryBackend(),
  cacheControl: true,
  fetch: async () => new Response("body", { headers }),
});
const ask = async (path: string): Promise<string> => (await fetch(`https://example.com/${path}`)).text();

const profiler = new Session();
profiler.connect();
await profiler.post("Profiler.enable");
await profiler.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });

/** Counts since it was asked last. */
async function counted(): Promise<readonly { file: string; name: string; calls: number }[]> {
  const { result } = await profiler.post("Profiler.takePreciseCoverage");
  return result.flatMap(({ url, functions }) => {
    const [, file] = /\/packages\/([^?]+\/src\/[^?]+)$/.exec(url) ?? [];
    if (file === undefined) return [];
    return functions.flatMap(({ functionName, ranges: [range] }) =>
      // The first function is the module.
      range !== undefined && range.count > 0 && range.startOffset > 0
        ? [{ file, name: functionName, calls: range.count }]
        : [],
    );
  });
}

async function count(what: string, path: string): Promise<void> {
  await counted();
  await ask(path);
  const rows = await counted();
  const files = new Set(rows.map(({ file }) => file));
  const calls = rows.reduce((sum, row) => sum + row.calls, 0);
  process.stdout.write(`${what}: ${files.size} files, ${rows.length} functions, ${calls} calls\n`);
  if (!values.list) return;
  for (const file of [...files].sort()) {
    const own = rows.filter((row) => row.file === file);
    process.stdout.write(`  ${file}: ${own.map((row) => `${row.name || "=>"} ×${row.calls}`).join(", ")}\n`);
  }
}

// What is loaded or made with the first requests is none of theirs.
for (let i = 0; i < 5; i += 1) {
  await ask("hit");
  await ask(`miss-${i}`);
}
await count("a hit", "hit");
await count("a miss", "miss");
