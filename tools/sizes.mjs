// What `createCachedFetch` over memory costs a browser, by module: docs-site/reference/sizes.md, and what `pnpm size` says of it.
//
// node tools/sizes.mjs [--write]   after a build. Fails where the page is wrong by more than a twentieth.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const root = resolve(import.meta.dirname, "..");
const page = resolve(root, "docs-site/reference/sizes.md");
const { build } = createRequire(resolve(root, "packages/fetch/package.json"))("esbuild");

/** Modules below this many bytes stand in the sum of their folder only. */
const SHOWN_BYTES = 1_000;
const TOLERANCE = 0.05;

async function bundled(entry, conditions) {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `export { createCachedFetch } from "./${entry}";`,
      resolveDir: resolve(root, "packages/fetch"),
    },
    conditions,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    minify: true,
    write: false,
    metafile: true,
    outdir: "out",
    absWorkingDir: root,
  });
  const files = Object.entries(metafile.outputs).map(([path, output]) => {
    const { contents } = outputFiles.find((file) => basename(file.path) === basename(path));
    return { path, output, bytes: contents.length, gzip: gzipSync(contents, { level: 9 }).length };
  });
  const eager = new Set();
  const visit = (path) => {
    if (eager.has(path)) return;
    eager.add(path);
    const { imports } = metafile.outputs[path];
    for (const { kind, path: next } of imports) if (kind === "import-statement") visit(next);
  };
  visit(files.find(({ path }) => basename(path) === "stdin.js").path);
  return files.map((file) => ({ ...file, isEager: eager.has(file.path) }));
}

const sumOf = (list, of) => list.reduce((sum, each) => sum + of(each), 0);
const kB = (bytes) => (bytes / 1_000).toFixed(1);

const published = await bundled("dist/index.js", []);
const atOnce = published.filter(({ isEager }) => isEager);
const totals = {
  eager: sumOf(atOnce, ({ gzip }) => gzip),
  later: sumOf(published, ({ gzip }) => gzip) - sumOf(atOnce, ({ gzip }) => gzip),
};

const modules = new Map();
for (const { output, isEager } of await bundled("src/index.ts", ["@rcache/source"])) {
  for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
    const name = path.replace(/^.*?packages\//, "").replace("/src/", "/");
    if (bytesInOutput > 0) modules.set(name, { name, isEager, bytes: bytesInOutput });
  }
}

function rows(isEager, scale) {
  const listed = [...modules.values()].filter((module) => module.isEager === isEager);
  const folders = Map.groupBy(listed, ({ name }) => name.split("/").slice(0, -1).join("/"));
  return [...folders]
    .map(([folder, list]) => ({ folder, list, bytes: sumOf(list, ({ bytes }) => bytes) }))
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ folder, list, bytes }) => {
      const shown = list.filter((module) => module.bytes >= SHOWN_BYTES).sort((a, b) => b.bytes - a.bytes);
      const names = shown.map(({ name, bytes: of }) => `${basename(name, ".ts")} ${kB(of)}`).join(", ");
      return `| \`${folder}\` | ${list.length} | ${kB(bytes)} | ${kB(bytes * scale)} | ${names} |`;
    });
}

const table = (isEager, gzip) => {
  const bytes = sumOf(
    [...modules.values()].filter((module) => module.isEager === isEager),
    (module) => module.bytes,
  );
  const head = [
    "| folder | modules | minified kB | gzip kB, about | modules of 1 kB and more, minified |",
    "|---|--:|--:|--:|---|",
  ];
  return [...head, ...rows(isEager, gzip / bytes)].join("\n");
};

const text = `# Sizes

<!-- Written by tools/sizes.mjs: node tools/sizes.mjs --write -->

What \`createCachedFetch\` with the memory backend costs a page: bundled by esbuild for browsers, minified, compressed with gzip. **${kB(totals.eager)} kB** are loaded at once. Another ${kB(totals.later)} kB stand in files of their own, each loaded with its first use.

\`pnpm size\` compares this page with the build. The gzip column divides the compressed size among the folders by their minified bytes.

## Loaded at once

${table(true, totals.eager)}

## Loaded with the first use

\`explain()\` and the methods for inspection and deletion; the byte and document forms of records, which memory does not need; bodies that stand outside their records; confirmations (304); the refresh of stale responses; redirects, where the platform shows them; leases over processes; the \`Cache-Status\` field; what structured fields decide (targeted fields, \`No-Vary-Search\`, cache groups); what user functions say of responses; the answer to a POST that is kept for GET; messages for backends that a bundle cannot load.

${table(false, totals.later)}
`;

if (process.argv.includes("--write")) writeFileSync(page, text);
const stated =
  /\*\*([\d.]+) kB\*\* are loaded at once\. Another ([\d.]+) kB/.exec(readFileSync(page, "utf8")) ?? [];
const isRight = [totals.eager, totals.later].every(
  (bytes, index) => Math.abs(Number(stated[index + 1]) * 1_000 - bytes) <= bytes * TOLERANCE,
);
process.stdout.write(
  `sizes: ${kB(totals.eager)} kB at once, ${kB(totals.later)} kB later${isRight ? "" : `; ${page} says otherwise: node tools/sizes.mjs --write`}\n`,
);
process.exitCode = isRight ? 0 : 1;
