import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NAMED_BACKENDS } from "./programs.ts";
import { runProgram } from "./run-program.ts";

/**
 * Installs the packages in a workspace of Yarn's Plug'n'Play, where a package reaches only what it names itself, and runs a program of the
 * workspace that depends on fetch and one backend.
 *
 * @param folder an empty folder
 * @param tarballs by the package's folder
 * @param toolchain the `node_modules` that Yarn is in
 * @throws Error where a backend that is installed is not found, or one that is not is not named
 */
export function checkPlugNPlay(
  folder: string,
  tarballs: ReadonlyMap<string, string>,
  toolchain: string,
): void {
  const app = join(folder, "app");
  mkdirSync(app, { recursive: true });
  // Without a lock file of its own, Yarn looks for a project further up.
  writeFileSync(join(folder, "yarn.lock"), "");
  const resolutions = Object.fromEntries(
    [...tarballs].map(([name, tarball]) => [`@rcache/${name}`, `file:${tarball}`]),
  );
  writeManifest(folder, { name: "workspace", workspaces: ["app"], resolutions });
  writeManifest(app, { name: "app", dependencies: { "@rcache/fetch": "*", "@rcache/backend-sqlite": "*" } });
  writeFileSync(join(app, NAMED_BACKENDS.file), NAMED_BACKENDS.text);
  const place = { cwd: app, env: environment(folder) };
  const yarn = join(toolchain, "@yarnpkg/cli-dist/bin/yarn.js");
  runProgram(process.execPath, [yarn, "install"], place);
  const { stdout } = runProgram(process.execPath, [yarn, "node", NAMED_BACKENDS.file], place);
  if (stdout !== NAMED_BACKENDS.prints) {
    throw new Error(`under Plug'n'Play, ${NAMED_BACKENDS.file} printed ${JSON.stringify(stdout)}`);
  }
}

function writeManifest(folder: string, manifest: object): void {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, private: true }));
}

/** Yarn does not read npm's settings, and what it finds in the user's home is not to matter. */
function environment(folder: string): Readonly<Record<string, string>> {
  const registry = runProgram("npm", ["config", "get", "registry"], { cwd: folder }).stdout;
  return {
    YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ""),
    YARN_UNSAFE_HTTP_WHITELIST: new URL(registry).hostname,
    YARN_GLOBAL_FOLDER: join(folder, "global"),
    YARN_NODE_LINKER: "pnp",
    YARN_IGNORE_PATH: "1",
    YARN_ENABLE_TELEMETRY: "0",
    YARN_ENABLE_IMMUTABLE_INSTALLS: "0",
  };
}
