import { resolve } from "node:path";
import { findViolations } from "./find-violations.ts";

const root = resolve(process.argv[2] ?? resolve(import.meta.dirname, "../../.."));
const { fileCount, violations } = findViolations(root);
for (const { path, line, message } of violations) process.stderr.write(`${path}:${line}: ${message}\n`);
process.stdout.write(
  violations.length === 0
    ? `boundaries: ${fileCount} files keep to the arrows\n`
    : `boundaries: ${violations.length} violations (the table is tools/boundaries/src/arrows.ts)\n`,
);
process.exitCode = violations.length === 0 && fileCount > 0 ? 0 : 1;
