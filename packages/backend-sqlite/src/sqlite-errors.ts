/** Primary result codes of SQLite. */
const CODES: Readonly<Record<number, string>> = {
  5: "SQLITE_BUSY",
  11: "SQLITE_CORRUPT",
  18: "SQLITE_TOOBIG",
  19: "SQLITE_CONSTRAINT",
  20: "SQLITE_MISMATCH",
  26: "SQLITE_NOTADB",
};

/** What SQLite says with them, which is all that Deno's driver tells of what `exec` has met. */
const SAID: readonly (readonly [RegExp, string])[] = [
  [/ is locked/, "SQLITE_BUSY"],
  [/malformed/, "SQLITE_CORRUPT"],
  [/too big/, "SQLITE_TOOBIG"],
  [/constraint failed/, "SQLITE_CONSTRAINT"],
  [/datatype mismatch/, "SQLITE_MISMATCH"],
  [/is not a database/, "SQLITE_NOTADB"],
];

/** Whether somebody else is in the way, who will be gone. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith("SQLITE_BUSY");
}

/** Whether the file is none of SQLite's. */
export function isNotADatabase(error: unknown): boolean {
  return codeOf(error) === "SQLITE_NOTADB";
}

/** Whether pages of the file are damaged, or its tables are gone, as while another process rebuilds it. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error);
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB") return true;
  return code === "SQLITE_ERROR" && error instanceof Error && error.message.startsWith("no such table");
}

/** Whether it says something of one record, and nothing of the file. */
export function isOfTheRecord(error: unknown): boolean {
  const code = codeOf(error);
  return code === "" || /^SQLITE_(TOOBIG|MISMATCH|CONSTRAINT)/.test(code);
}

/** SQLite's name for what went wrong, as far as it counts here; empty where it comes from somewhere else. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  // Node's own driver tells the number.
  if ("errcode" in error) return CODES[Number(error.errcode) & 0xff] ?? "SQLITE_ERROR";
  const code = "code" in error ? String(error.code) : "";
  if (code === "ERR_SQLITE_ERROR")
    return SAID.find(([words]) => words.test(error.message))?.[1] ?? "SQLITE_ERROR";
  return code.startsWith("SQLITE_") ? code : "";
}
