import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";

/** The oldest TypeScript that the declarations are for, and the newest of each later major version. */
export const COMPILERS: readonly string[] = ["typescript-5.7", "typescript-6", "typescript-7"];
const MODULES = [
  ["--module", "nodenext", "--moduleResolution", "nodenext"],
  ["--module", "esnext", "--moduleResolution", "bundler"],
];
/** Where there is no DOM, what fetch is made of comes from @types/node. None has `ESNext.Disposable`. */
const LIBRARIES = ["es2022", "es2022,dom,dom.iterable"];

/** A library of somebody's: what it exports is typed by what it has installed, and nothing else. */
const LIBRARY = `
  import { sqliteBackend } from "@rcache/backend-sqlite";
  import {
    type CacheEvent, configuredOptions, createCachedFetch, CachedSession, DO_NOT_CACHE, type HttpCache, isRcacheError, keyValueBackend, tiered,
  } from "@rcache/fetch";
  export const backend = sqliteBackend({ useMemory: true });
  export const fetch = createCachedFetch({ backend, rules: [{ url: "a.example/*", expireAfter: DO_NOT_CACHE }] });
  export const cache = fetch.cache;
  export const settings = cache.settings;
  export const session = new CachedSession("name", { expireAfter: "1h" });
  export const ask = async () => (await fetch("https://a.example/")).cache;
  export const why = async () => fetch.explain("https://a.example/");
  export const stored = (of: HttpCache) => of.filter({ urls: ["a.example/*"] });
  export const kind = (event: CacheEvent) => event.kind;
  export const configured = configuredOptions({ backend: String(1), expireAfter: String(2) });
  export const near = tiered(keyValueBackend(new Map() as never), backend);
  export { isRcacheError };
`;

/** What somebody mistypes, and what the compiler has to say of it. */
const MISTAKES: readonly (readonly [line: string, told: string])[] = [
  [`createCachedFetch({ backend: "reddis" });`, `Did you mean '"redis"'?`],
  [`createCachedFetch({ expireAftr: 5 });`, "Did you mean to write 'expireAfter'?"],
  [`createCachedFetch("github", { backend: "reddis" });`, `Did you mean '"redis"'?`],
  [`new CachedSession({ backend: "reddis" });`, `Did you mean '"redis"'?`],
];

/**
 * Compiles a library with its declarations, in a project where at best a package reaches only what it names itself.
 *
 * @param tools the `node_modules` with the compilers and `@types/node`
 * @param compilers names of packages there
 * @throws Error with what a compiler says
 */
export function checkTypes(project: string, tools: string, compilers: readonly string[]): void {
  writeFileSync(join(project, "library.mts"), LIBRARY);
  const types = ["--typeRoots", join(tools, "@types"), "--types", "node", "--skipLibCheck", "false"];
  for (const compiler of compilers) {
    checkMistakes(project, [join(tools, compiler, "bin/tsc"), "--noEmit", "--strict", ...types]);
    for (const module of MODULES) {
      for (const lib of LIBRARIES) {
        const args = [
          "--strict",
          "--target",
          "es2022",
          "--declaration",
          "--outDir",
          "out",
          "--lib",
          lib,
          ...module,
        ];
        const tsc = join(tools, compiler, "bin/tsc");
        runProgram(process.execPath, [tsc, ...args, ...types, "library.mts"], { cwd: project });
      }
    }
  }
}

/** Each alone: of one call, a compiler says the first thing that is wrong. */
function checkMistakes(project: string, command: readonly string[]): void {
  for (const [line, told] of MISTAKES) {
    const text = `import { CachedSession, createCachedFetch } from "@rcache/fetch";\nvoid CachedSession;\n${line}\n`;
    writeFileSync(join(project, "mistake.mts"), text);
    const said = failure(() =>
      runProgram(process.execPath, [...command, "--module", "nodenext", "mistake.mts"], { cwd: project }),
    );
    if (!said.includes(told)) throw new Error(`of ${line} the compiler says ${JSON.stringify(said)}`);
  }
}

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  return "nothing";
}
