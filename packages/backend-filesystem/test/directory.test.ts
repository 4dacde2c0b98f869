import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { headsIn } from "@rcache/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { filesystemBackend } from "../src/filesystem-backend.ts";
import { filesystemTrial, program, record, revision } from "./filesystem-trial.ts";

const trial = filesystemTrial();
afterAll(() => trial.end());

describe("a directory", () => {
  it("F17 that is removed while open is made again by the next store", async () => {
    const backend = await trial.open("removed");
    await backend.put(await record("a"));
    rmSync(trial.path("removed"), { recursive: true });
    expect(revision(backend, "a")).toBeUndefined();
    expect(await backend.remove([{ target: "a", selector: "GET", variant: "-" }])).toBe(0);
    expect(await backend.put(await record("b"))).toBe("stored");
    expect(revision(await trial.open("removed"), "b")).toBe("r1");
  });

  it("F14, F16 that takes no more files costs the store, and works again when it does", async () => {
    const backend = await trial.open("full");
    await backend.put(await record("a"));
    renameSync(trial.path("full", "tmp"), trial.path("full", "away"));
    writeFileSync(trial.path("full", "tmp"), "");
    const other = await record("b");
    expect(() => backend.put(other)).toThrow("ENOTDIR");
    expect(() => backend.invalidate("a")).toThrow("ENOTDIR");
    expect(revision(backend, "a")).toBe("r1");
    rmSync(trial.path("full", "tmp"));
    renameSync(trial.path("full", "away"), trial.path("full", "tmp"));
    expect(await backend.put(await record("b"))).toBe("stored");
    expect(await backend.invalidate("a")).toBe(1);
  });

  it("V26 with files of others is refused, and left as it is", async () => {
    mkdirSync(trial.path("foreign"));
    writeFileSync(trial.path("foreign", "notes.txt"), "mine");
    await expect(trial.open("foreign")).rejects.toThrow(/RCACHE_FOREIGN_STORE.*notes\.txt/);
    expect(trial.files("foreign")).toEqual(["notes.txt"]);
  });

  it.each([
    ['{"rcache":"filesystem","format":2}', /RCACHE_FOREIGN_STORE.*format is 2/],
    ['{"name":"x"}', /RCACHE_FOREIGN_STORE.*something else/],
    ["{", /RCACHE_FOREIGN_STORE.*something else/],
  ])("with a marker %s is refused", async (marker, message) => {
    const name = `marker${marker.length}`;
    mkdirSync(trial.path(name));
    writeFileSync(trial.path(name, "rcache.json"), marker);
    await expect(trial.open(name)).rejects.toThrow(message);
    expect(trial.files(name)).toEqual(["rcache.json"]);
  });

  it("V26, FS-15, G-275 keeps the files that others have put into it, when it is cleared", async () => {
    const backend = await trial.open("guest");
    await backend.put(await record("a"));
    const strange = join(dirname(trial.onlyFile("guest")), "notes.txt");
    writeFileSync(strange, "mine");
    writeFileSync(trial.path("guest", "README"), "mine");
    await backend.clear();
    expect(trial.files("guest")).toEqual([
      "README",
      strange.slice(trial.path("guest").length + 1),
      "generation",
      "rcache.json",
    ]);
  });

  it("G-276 is opened by several at once", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => trial.open("together")));
    for (const [at, backend] of all.entries()) await backend.put(await record(String(at)));
    for (const backend of all) expect(await headsIn(backend)).toHaveLength(8);
  });

  it("in the way of which a file stands is an invalid option", async () => {
    writeFileSync(trial.path("file"), "");
    await expect(trial.open("file/cache")).rejects.toThrow(/RCACHE_INVALID_OPTION.*file is a file/);
    await expect(trial.open("file")).rejects.toThrow(/RCACHE_INVALID_OPTION.*file is a file/);
  });

  it("F15 that may not be written to makes ready() reject, and costs each request one event", async () => {
    const outer = mkdtempSync(join(tmpdir(), "rcache-read-only-"));
    const root = join(outer, "cache");
    await filesystemBackend({ directory: root }).open({ nowMs: () => 0, report: () => undefined });
    for (const path of [
      outer,
      root,
      ...["entries", "epochs", "leases", "tmp"].map((name) => join(root, name)),
    ])
      chmodSync(path, 0o555);
    chmodSync(join(root, "rcache.json"), 0o444);
    const said = await (await program("open-unprivileged.ts", root)).line();
    expect(said).toMatch(/^RcacheError: RCACHE_BACKEND_UNUSABLE.*EACCES/);
    expect(said).toContain(root);
    rmSync(outer, { recursive: true });
  });

  it("that others may write to is warned of", async () => {
    mkdirSync(trial.path("shared"));
    chmodSync(trial.path("shared"), 0o777);
    await trial.open("shared");
    expect(trial.events).toMatchObject([{ kind: "warning", code: "RCACHE_OPEN_DIRECTORY" }]);
  });
});
