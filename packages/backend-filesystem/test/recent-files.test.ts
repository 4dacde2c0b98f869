import { linkSync, mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Backend, Entry } from "@rcache/core/backend";
import { jsonSerializer } from "@rcache/serializer-json";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { filesystemTrial, found, record } from "./filesystem-trial.ts";

const trial = filesystemTrial();
afterAll(() => trial.end());

// A file that has just been written may change again without another time: it is not remembered yet.
beforeAll(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 }));
afterAll(() => void vi.useRealTimers());

/** So large that it is remembered once it was read twice. */
const body = new Uint8Array(20_000).fill(1);
let names = 0;

/** Two backends on one directory, with a record that both have read often. */
async function twoThatKnow(): Promise<{ name: string; one: Backend; other: Backend }> {
  names += 1;
  const name = `recent-${names}`;
  const [one, other] = [await trial.open(name), await trial.open(name)];
  await one.put(await record("a", { body, revision: "r1" }));
  for (let i = 0; i < 4; i += 1) expect([revision(one), revision(other)]).toEqual(["r1", "r1"]);
  return { name, one, other };
}

/** What the engine would make of the record, and how it would: decoded once where the backend remembers that. */
function entryIn(backend: Backend): Entry | undefined {
  const [record] = found(backend, "a", "-").records;
  if (record === undefined) return undefined;
  const known = record.decoded?.get(jsonSerializer);
  if (known !== undefined) return known;
  // The cast: this serializer answers no promise, and it has encoded the value.
  const decoded = jsonSerializer.decode(record.value as Uint8Array, record) as { readonly entry: Entry };
  record.decoded?.set(jsonSerializer, decoded.entry);
  return decoded.entry;
}

function revision(backend: Backend): string | undefined {
  return entryIn(backend)?.revision;
}

describe("a file that is read over and over", () => {
  it("is decoded once, and its body is each time the reader's own", async () => {
    const { one } = await twoThatKnow();
    expect(entryIn(one)).toBe(entryIn(one));
    for (let i = 0; i < 3; i += 1) {
      const read = entryIn(one)?.body;
      expect(read).toEqual(body);
      if (read instanceof Uint8Array) read.fill(9);
    }
  });

  it("still has its value for whoever asks, as long as it is there", async () => {
    const { one } = await twoThatKnow();
    const [known] = found(one, "a", "-").records;
    expect(known?.value).toEqual((await record("a", { body, revision: "r1" })).value);
    await one.put(await record("a", { body, revision: "r2" }));
    expect(() => known?.value).toThrow(/RCACHE_BACKEND_FAILED: find: .*replaced/);
  });

  it("is another one once it was replaced, here or by another process", async () => {
    const { one, other } = await twoThatKnow();
    for (const [i, writer] of [one, other, other, one].entries()) {
      await writer.put(await record("a", { body, revision: `s${i}` }));
      for (let k = 0; k < 3; k += 1) expect([revision(one), revision(other)]).toEqual([`s${i}`, `s${i}`]);
    }
  });

  it.each<[string, (backend: Backend, name: string) => unknown]>([
    ["removed", (backend) => backend.remove([{ target: "a", selector: "GET", variant: "-" }])],
    ["invalidated", (backend) => backend.invalidate("a")],
    ["removed by a filter", (backend) => backend.removeWhere?.({}, 10)],
    ["cleared", (backend) => backend.clear()],
    ["removed by hand", (_, name) => unlinkSync(trial.onlyFile(name))],
    ["written over by hand", (_, name) => writeFileSync(trial.onlyFile(name), "none of ours")],
    [
      "replaced by a symbolic link to it",
      (_, name) => {
        const file = trial.onlyFile(name);
        renameSync(file, trial.path(`${name}.moved`));
        symlinkSync(trial.path(`${name}.moved`), file);
      },
    ],
  ])("is gone once it was %s, by whomever", async (_what, change) => {
    for (const writer of ["one", "other"] as const) {
      const both = await twoThatKnow();
      await change(both[writer], both.name);
      expect([revision(both.one), revision(both.other)]).toEqual([undefined, undefined]);
    }
  });

  it("is gone with another epoch, although the file is still there", async () => {
    const { name, one, other } = await twoThatKnow();
    const file = trial.onlyFile(name);
    linkSync(file, trial.path(`${name}.kept`));
    await other.invalidate("a");
    // As if the process that invalidates had been killed before it removed the file.
    await other.put(await record("b"));
    mkdirSync(dirname(file), { recursive: true });
    renameSync(trial.path(`${name}.kept`), file);
    expect([revision(one), revision(other)]).toEqual([undefined, undefined]);
  });

  it("is not found past its removal", async () => {
    const { one, other } = await twoThatKnow();
    const removeAtMs = trial.clock.nowMs() + 1000;
    await one.put(await record("a", { body, revision: "r2", lifetimes: { removeAtMs } }));
    for (let i = 0; i < 3; i += 1) expect([revision(one), revision(other)]).toEqual(["r2", "r2"]);
    trial.clock.advance(1000);
    expect([revision(one), revision(other)]).toEqual([undefined, undefined]);
  });
});
