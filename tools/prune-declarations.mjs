// Removes the declarations that no entry of the package in the current folder leads to: node ../../tools/prune-declarations.mjs
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
const reached = new Set();

function reach(file) {
  if (reached.has(file)) return;
  reached.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, path] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g))
    reach(resolve(dirname(file), path.replace(/\.[jt]s$/, ".d.ts")));
}

function typesOf(entry) {
  if (typeof entry === "string") return entry.endsWith(".d.ts") ? [entry] : [];
  return Object.values(entry).flatMap(typesOf);
}

for (const entry of Object.values(exports).flatMap(typesOf)) reach(resolve(entry));
for (const name of readdirSync("dist", { recursive: true })) {
  const file = resolve(join("dist", name));
  if (file.endsWith(".d.ts") && !reached.has(file)) rmSync(file);
}
