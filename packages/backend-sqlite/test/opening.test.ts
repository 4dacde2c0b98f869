import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import { record, revision, sqliteTrial } from "./sqlite-trial.ts";

const trial = sqliteTrial();
afterAll(() => trial.end());

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

function foreignDatabase(path: string, ...statements: readonly string[]): void {
  const db = new Database(path);
  for (const statement of statements) db.exec(statement);
  db.close();
}

describe("a file that is something else's", () => {
  const files: Readonly<Record<string, (path: string) => void>> = {
    text: (path) => writeFileSync(path, "not a database"),
    bytes: (path) => writeFileSync(path, Buffer.alloc(5000, 0xa5)),
    header: (path) => writeFileSync(path, `SQLite format 3\0${"x".repeat(4080)}`),
    tables: (path) => foreignDatabase(path, "CREATE TABLE responses (key TEXT PRIMARY KEY, value BLOB)"),
    log: (path) => foreignDatabase(path, "PRAGMA journal_mode = wal", "CREATE TABLE records (id)"),
    application: (path) => foreignDatabase(path, "PRAGMA application_id = 7", "CREATE TABLE a (b)"),
  };

  it.each(Object.keys(files))("RCACHE_FOREIGN_STORE: %s; the file stays as it is", (name) => {
    const path = trial.path(`${name}.sqlite`);
    files[name]?.(path);
    const before = [readFileSync(path), statSync(path).mtimeMs];
    const entries = readdirSync(dirname(path));
    expect(() => trial.open(name)).toThrow(expect.objectContaining({ code: "RCACHE_FOREIGN_STORE" }));
    expect([readFileSync(path), statSync(path).mtimeMs]).toEqual(before);
    expect(readdirSync(dirname(path))).toEqual(entries);
  });

  it("RCACHE_FOREIGN_STORE: a newer version", () => {
    const { path } = trial.open("newer");
    foreignDatabase(path, "PRAGMA user_version = 2");
    expect(() => trial.open("newer")).toThrow(/RCACHE_FOREIGN_STORE.*its format is 2, this program knows 1/);
  });

  it("RCACHE_INVALID_OPTION: a directory", () => {
    mkdirSync(trial.path("directory.sqlite"));
    expect(() => trial.open("directory")).toThrow(/RCACHE_INVALID_OPTION.*is a directory/);
  });
});

describe("a file that is ours", () => {
  it("is created with the directories on the way, readable by its owner only", async () => {
    const backend = trial.open("deep/er/one");
    await backend.put(await record("a"));
    const modes = [
      "deep",
      "deep/er",
      "deep/er/one.sqlite",
      "deep/er/one.sqlite-wal",
      "deep/er/one.sqlite-shm",
    ];
    expect(modes.map((name) => mode(trial.path(name)))).toEqual(["700", "700", "600", "600", "600"]);
  });

  it("leaves the mode of directories alone that were there", () => {
    mkdirSync(trial.path("there"));
    chmodSync(trial.path("there"), 0o755);
    trial.open("there/one");
    expect(mode(trial.path("there"))).toBe("755");
  });

  it("may be empty at first", async () => {
    writeFileSync(trial.path("empty.sqlite"), "");
    const backend = trial.open("empty");
    expect(await backend.put(await record("a"))).toBe("stored");
  });

  it("keeps what was stored when it is opened again, with any options", async () => {
    const first = trial.open("again");
    await first.put(await record("a"));
    first.close();
    const second = trial.open("again", { wal: false, maxBytes: 1_000_000 });
    expect(revision(second, "a")).toBe("r1");
    second.close();
    expect(revision(trial.open("again", { fastSave: true }), "a")).toBe("r1");
  });

  it.each([
    [{}, "wal"],
    [{ wal: false }, "delete"],
  ])("SQL-07 has the journal that %j asks for", (options, journal) => {
    const { path } = trial.open(`journal-${journal}`, options);
    const db = new Database(path, { readonly: true });
    expect(db.pragma("journal_mode", { simple: true })).toBe(journal);
    db.close();
  });

  it("is empty, and works, where a table of it is gone", async () => {
    const { path, close, put } = trial.open("damaged");
    await put(await record("a"));
    close();
    foreignDatabase(path, "DROP TABLE bodies");
    const again = trial.open("damaged");
    expect(revision(again, "a")).toBeUndefined();
    expect(await again.put(await record("a"))).toBe("stored");
  });

  it("RCACHE_BACKEND_UNUSABLE where its tables are other ones", () => {
    const { path, close } = trial.open("changed");
    close();
    foreignDatabase(path, "ALTER TABLE records DROP COLUMN tags");
    expect(() => trial.open("changed")).toThrow(
      /RCACHE_BACKEND_UNUSABLE.*changed\.sqlite.*no (?:such )?column/,
    );
  });
});

describe("a path that cannot be", () => {
  it("RCACHE_INVALID_OPTION names the file that is no directory", () => {
    writeFileSync(trial.path("plain"), "");
    const opening = (): unknown => trial.open("plain/deeper/one");
    expect(opening).toThrow(`RCACHE_INVALID_OPTION: ${trial.path("plain")} is a file`);
  });

  it("RCACHE_BACKEND_UNUSABLE where this user may not write", () => {
    const { path, close } = trial.open("locked/one");
    close();
    chmodSync(path, 0o444);
    chmodSync(dirname(path), 0o555);
    const program = join(import.meta.dirname, "programs", "open-unprivileged.ts");
    chmodSync(trial.path("."), 0o755);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--conditions=@rcache/source", program, path, join(dirname(path), "two.sqlite")],
      { encoding: "utf8" },
    );
    chmodSync(dirname(path), 0o755);
    expect(stdout, stderr).toBe("RCACHE_BACKEND_UNUSABLE RCACHE_BACKEND_UNUSABLE\n");
  });
});
