// Bundles the package in the current folder: node ../../tools/bundle.mjs [--together MODULE] ENTRY...
//
// One file an entry, and one for each part that is loaded with its first use. Everything that MODULE or every entry needs stands in one file, `main`:
// a program that is started loads few files, and what only a later part shares with it does not split it up. Whatever a part that comes later
// could have to itself, another entry may export too; then it stands in a file of its own, and is loaded by neither before it is needed.
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "vite";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { together: { type: "string" } },
});
const root = process.cwd();
const entry = Object.fromEntries(
  positionals.map((path) => [path.replace(/^src\/|\.ts$/g, ""), resolve(root, path)]),
);

/** The modules that one needs at once, itself included. */
function alwaysNeeded(id, infoOf, found = new Set()) {
  if (found.has(id)) return found;
  found.add(id);
  for (const imported of infoOf(id)?.importedIds ?? []) alwaysNeeded(imported, infoOf, found);
  return found;
}

let users;
const together = values.together && resolve(root, values.together);

/** Who needs a module: `main`, that is everybody; else the parts that come later, and the entries, by name. */
function usersOf(id, bundle) {
  const infoOf = (each) => bundle.getModuleInfo(each);
  const main = users?.get("main") ?? alwaysNeeded(together, infoOf);
  if (users === undefined) {
    const later = [...main].flatMap((each) => infoOf(each)?.dynamicallyImportedIds ?? []);
    const parts = [...new Set(later), ...Object.values(entry)];
    users = new Map([
      ["main", main],
      ...parts.map((each) => [basename(each, ".ts"), alwaysNeeded(each, infoOf)]),
    ]);
  }
  const names = [...users].flatMap(([name, modules]) => (modules.has(id) ? [name] : []));
  // One file fewer to load at every start.
  const isOfEveryEntry = Object.keys(entry).every((name) => names.includes(name));
  return main.has(id) || isOfEveryEntry ? ["main"] : names;
}

const MOST_SHARED = 8;
// A group takes along what its modules import, so that what many share is taken out first.
const groups = together && [
  {
    debugName: "main",
    priority: MOST_SHARED + 1,
    name: (id, bundle) => (usersOf(id, bundle)[0] === "main" ? "main" : undefined),
  },
  ...Array.from({ length: MOST_SHARED }, (_, index) => ({
    debugName: `shared by ${index + 1}`,
    priority: index + 1,
    name(id, bundle) {
      const names = usersOf(id, bundle);
      const isOfEntry = names.length === 1 && names[0] in entry;
      return names.length === index + 1 && !isOfEntry ? names.join("-and-") : undefined;
    },
  })),
];

await build({
  root,
  configFile: false,
  publicDir: false,
  logLevel: "warn",
  build: {
    lib: { entry, formats: ["es"] },
    outDir: "dist",
    emptyOutDir: false,
    target: "es2023",
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      external: (id) => !id.startsWith(".") && !id.startsWith("/"),
      output: {
        entryFileNames: "[name].js",
        // Without a hash: what a build restores from its cache replaces what stood there, and no old part is left to be published.
        chunkFileNames: "[name].js",
        // They stand in the declarations.
        comments: { annotation: true, jsdoc: false, legal: true },
        ...(groups && { codeSplitting: { groups } }),
      },
    },
  },
});
