const COMMANDS: Readonly<Record<string, string>> = {
  npm: "npm install",
  pnpm: "pnpm add",
  yarn: "yarn add",
  bun: "bun add",
  deno: "deno add",
};

/**
 * The command that installs a package, for the package manager that runs this program, else for npm.
 *
 * @param userAgent what package managers set as `npm_config_user_agent`
 */
export function installCommand(packageName: string, userAgent: string | undefined = ownUserAgent()): string {
  const agent = /^[a-z]+/.exec(userAgent ?? "")?.[0] ?? "npm";
  const command = COMMANDS[agent] ?? COMMANDS["npm"];
  return `${command} ${agent === "deno" ? "npm:" : ""}${packageName}`;
}

function ownUserAgent(): string | undefined {
  // The cast: not every runtime has `process`.
  const { process } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } };
  return process?.env?.["npm_config_user_agent"];
}
