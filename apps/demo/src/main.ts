import { styleText } from "node:util";
import { readArguments } from "./read-arguments.ts";
import type { Page } from "./render-report.ts";
import { runDemo } from "./run-demo.ts";

const args = readArguments(process.argv.slice(2));
const page: Page = {
  width: process.stdout.columns ?? (Number(process.env["COLUMNS"]) || 120),
  // It looks at NO_COLOR, FORCE_COLOR and whether this is a terminal.
  paint: (colour, text) => styleText(colour, text, { stream: process.stdout }),
};
const everyoneAnswered = await runDemo(args, page, (text) => process.stdout.write(text));
if (!everyoneAnswered) process.exitCode = 1;
