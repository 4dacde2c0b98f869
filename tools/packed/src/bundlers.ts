import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { NAMED_BACKENDS } from "./programs.ts";
import { checkPrints, runProgram } from "./run-program.ts";

/** A bundler's command line for production, set to print nothing but errors and warnings, and where it puts the bundle. */
interface Bundler {
  readonly command: string;
  readonly args: readonly string[];
  readonly bundle: string;
}

const CONFIGS: Readonly<Record<string, string>> = {
  "webpack.config.mjs": `export default {
    mode: "production", target: "node", entry: "./${NAMED_BACKENDS.file}", stats: { all: false, errors: true, warnings: true },
  };`,
  "vite.config.mjs": `export default {
    ssr: { noExternal: true }, build: { ssr: "${NAMED_BACKENDS.file}", minify: true }, logLevel: "warn",
  };`,
};

const ESBUILD = ["--bundle", "--minify", "--platform=node", "--format=esm", "--log-level=warning"];

const BUNDLERS: Readonly<Record<string, Bundler>> = {
  webpack: {
    command: "webpack-cli/bin/cli.js",
    args: ["build", "--config", "webpack.config.mjs", "--output-path", "webpack"],
    bundle: "webpack/main.js",
  },
  Rspack: {
    command: "@rspack/cli/bin/rspack.js",
    args: ["build", "--config", "webpack.config.mjs", "--output-path", "rspack"],
    bundle: "rspack/main.js",
  },
  esbuild: {
    command: "esbuild/bin/esbuild",
    args: [NAMED_BACKENDS.file, ...ESBUILD, "--outfile=esbuild/main.mjs"],
    bundle: "esbuild/main.mjs",
  },
  Rollup: {
    command: "rollup/dist/bin/rollup",
    // `--silent` keeps back warnings too, but not that there were some.
    args: [
      ...[NAMED_BACKENDS.file, "--plugin", "node-resolve"],
      ...["--dir", "rollup", "--entryFileNames", "main.mjs"],
      ...["--silent", "--failAfterWarnings"],
    ],
    bundle: "rollup/main.mjs",
  },
  Vite: {
    command: "vite/bin/vite.js",
    args: ["build", "--config", "vite.config.mjs", "--outDir", "vite"],
    bundle: `vite/${NAMED_BACKENDS.file}`,
  },
};

/**
 * Bundles a program of a project that names its backends, with each bundler, and runs the bundle beside the project's packages.
 *
 * @param toolchain the `node_modules` that the bundlers are in
 * @throws Error where a bundler warns, or the bundle does not do what the program does
 */
export function checkBundlers(project: string, toolchain: string): readonly string[] {
  const place = { cwd: project };
  for (const [file, text] of Object.entries(CONFIGS)) writeFileSync(join(project, file), text);
  for (const [name, { command, args, bundle }] of Object.entries(BUNDLERS)) {
    const printed = runProgram(process.execPath, [join(toolchain, command), ...args], place);
    const warnings = [printed.stdout, printed.stderr].filter((text) => text !== "");
    if (warnings.length > 0) throw new Error([`${name} warns:`, ...warnings].join("\n"));
    checkPrints(bundle, NAMED_BACKENDS.prints, place);
  }
  return Object.keys(BUNDLERS);
}
