// Prints the code of the error with which each of the paths given cannot be opened. Not as root, who may write everywhere.
import { isRcacheError } from "@rcache/core";
import { trialBackend } from "../sqlite-trial.ts";

const NOBODY = 65_534;
if (process.getuid?.() === 0) process.setuid?.(NOBODY);

const codes: string[] = [];
for (const path of process.argv.slice(2)) {
  try {
    await trialBackend({ path }).open({ nowMs: () => 0, report: () => undefined });
    codes.push("opened");
  } catch (error) {
    codes.push(isRcacheError(error) ? error.code : String(error));
  }
}
process.stdout.write(`${codes.join(" ")}\n`);
