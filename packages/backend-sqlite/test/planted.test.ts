import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { CacheEvent } from "@rcache/core";
import { afterAll, describe, expect, it } from "vitest";
import { record, revision, sqliteTrial, trialBackend } from "./sqlite-trial.ts";

const trial = sqliteTrial();
afterAll(() => trial.end());
const hasUsers = process.getuid !== undefined;
const isRoot = process.getuid?.() === 0;
const NO_USERS = "this system has no users and modes";
const NOT_ROOT = "only root can give a file to another user";
const NOBODY = 65_534;
const FOREIGN = expect.objectContaining({ code: "RCACHE_FOREIGN_STORE" });

/** A directory in which everybody may write, as that for temporary files. */
function openDirectory(name: string, mode = 0o1777): string {
  mkdirSync(trial.path(name));
  chmodSync(trial.path(name), mode);
  return name;
}

/** A whole database of ours with a record in it. */
async function database(name: string): Promise<string> {
  const backend = trial.open(name);
  await backend.put(await record("a"));
  await backend.close();
  return backend.path;
}

describe("where others may write, RCACHE_FOREIGN_STORE, and the file stays as it is:", () => {
  it.for([0o1777, 0o777, 0o770])(
    "a file that others may write to, in a directory of mode %o",
    async (mode, { skip }) => {
      skip(!hasUsers, NO_USERS);
      const name = `${openDirectory(`mode-${mode}`, mode)}/one`;
      const path = await database(name);
      chmodSync(path, 0o666);
      const before = readFileSync(path);
      expect(() => trial.open(name)).toThrow(FOREIGN);
      expect(readFileSync(path)).toEqual(before);
      chmodSync(path, 0o600);
      expect(revision(trial.open(name), "a")).toBe("r1");
    },
  );

  it("a file of another user", async ({ skip }) => {
    skip(!isRoot, NOT_ROOT);
    const name = `${openDirectory("user")}/one`;
    chownSync(await database(name), NOBODY, NOBODY);
    expect(() => trial.open(name)).toThrow(FOREIGN);
  });

  it("a link, to a database or to nothing", async ({ skip }) => {
    skip(!hasUsers, NO_USERS);
    const directory = openDirectory("link");
    symlinkSync(await database("target"), trial.path(`${directory}/one.sqlite`));
    symlinkSync(trial.path("nothing.sqlite"), trial.path(`${directory}/two.sqlite`));
    expect(() => trial.open(`${directory}/one`)).toThrow(FOREIGN);
    expect(() => trial.open(`${directory}/two`)).toThrow(FOREIGN);
    expect(existsSync(trial.path("nothing.sqlite"))).toBe(false);
  });

  it.for(["-journal", "-wal", "-shm"])("a %s that lies ready for a database", (end, { skip }) => {
    skip(!hasUsers, NO_USERS);
    const directory = openDirectory(`beside${end}`);
    for (const [name, mode] of [
      ["written", 0o666],
      ["linked", 0],
    ] as const) {
      const path = trial.path(`${directory}/${name}.sqlite${end}`);
      if (mode === 0) symlinkSync(trial.path("elsewhere"), path);
      else writeFileSync(path, "");
      if (mode !== 0) chmodSync(path, mode);
      expect(() => trial.open(`${directory}/${name}`)).toThrow(FOREIGN);
      expect(lstatSync(path).isSymbolicLink()).toBe(mode === 0);
    }
    expect(existsSync(trial.path("elsewhere"))).toBe(false);
  });

  it("a directory of another user on the way, or a link of theirs to one of ours", async ({ skip }) => {
    skip(!isRoot, NOT_ROOT);
    const directory = openDirectory("way");
    mkdirSync(trial.path(`${directory}/theirs/ours`), { recursive: true });
    chownSync(trial.path(`${directory}/theirs`), NOBODY, NOBODY);
    expect(() => trial.open(`${directory}/theirs/one`)).toThrow(FOREIGN);
    expect(() => trial.open(`${directory}/theirs/ours/one`)).toThrow(FOREIGN);
    symlinkSync(trial.path(`${directory}/theirs`), trial.path("shortcut"));
    expect(() => trial.open("shortcut/one")).toThrow(FOREIGN);
    mkdirSync(trial.path("private"));
    const link = join(trial.path(directory), "link");
    symlinkSync(trial.path("private"), link);
    spawnSync("chown", ["-h", String(NOBODY), link]);
    expect(() => trial.open(`${directory}/link/one`)).toThrow(FOREIGN);
    expect(existsSync(trial.path("private/one.sqlite"))).toBe(false);
  });
});

describe("where others may write,", () => {
  it("a file of this user's is created, and opened again", async () => {
    const name = `${openDirectory("own")}/deeper/one`;
    await database(name);
    await database(`own/two`);
    expect(revision(trial.open(name), "a")).toBe("r1");
    expect(revision(trial.open("own/two"), "a")).toBe("r1");
  });

  it("RCACHE_OPEN_DIRECTORY warns of a directory where anybody may replace the file", ({ skip }) => {
    skip(!hasUsers, NO_USERS);
    const events: CacheEvent[] = [];
    for (const mode of [0o777, 0o1777]) {
      const path = trial.path(`${openDirectory(`warned-${mode}`, mode)}/one.sqlite`);
      const backend = trialBackend({ path });
      backend.open({ nowMs: () => 0, report: (event) => void events.push(event) });
      backend.close();
    }
    expect(events).toMatchObject([{ kind: "warning", code: "RCACHE_OPEN_DIRECTORY" }]);
  });
});

describe("where nobody else may write,", () => {
  it("links and modes are the user's own affair", async () => {
    chmodSync(await database("plain"), 0o666);
    symlinkSync(trial.path("plain.sqlite"), trial.path("linked.sqlite"));
    expect(revision(trial.open("linked"), "a")).toBe("r1");
  });
});
