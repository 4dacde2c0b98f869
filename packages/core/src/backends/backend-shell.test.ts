import { describe, expect, it } from "vitest";
import { gate } from "../../test/gate.ts";
import { SAMPLE_AT } from "../../test/sample-entry.ts";
import { sampleRecord } from "../../test/sample-record.ts";
import type { Backend, Found } from "../contracts/backend.ts";
import type { Awaitable } from "../http/messages.ts";
import { type BackendParts, backendShell } from "./backend-shell.ts";

const host = { nowMs: () => 1_000, report: () => undefined };
const NOTHING: Found = { complete: true, records: [] };
const COUNTED = { entries: 0, bytes: 0 };

interface Made {
  readonly backend: Backend;
  /** What was asked of the store. */
  readonly calls: string[];
}

/** A shell around a store that does nothing, with some of it replaced. */
function shell({
  open = (parts: BackendParts): Awaitable<BackendParts> => parts,
  put = (): ReturnType<Backend["put"]> => "stored",
  ...own
}: {
  open?: (parts: BackendParts) => Awaitable<BackendParts>;
  put?: () => ReturnType<Backend["put"]>;
  flush?: () => Awaitable<void>;
} = {}): Made {
  const calls: string[] = [];
  const called = <T>(name: string, answer: T): T => {
    calls.push(name);
    return answer;
  };
  const parts: BackendParts = {
    store: { find: () => NOTHING, put, remove: () => 0, invalidate: () => 0 },
    maintenance: {
      sweep: () => ({ removed: 0, more: false }),
      clear: () => undefined,
      scan: async function* () {},
      removeWhere: () => 0,
      stats: () => COUNTED,
    },
    leases: { lease: () => ({ held: false, forMs: 1 }) },
    bodies: { create: () => Promise.reject(), open: () => undefined, keep: () => false },
    close: () => called("close", undefined),
    ...own,
  };
  const { backend } = backendShell({
    name: "one",
    valueKind: "bytes",
    maxValueBytes: 10,
    open: () => called("open", open(parts)),
  });
  return { backend, calls };
}

const refused = expect.objectContaining({ code: "RCACHE_CLOSED" });

describe("a backend in its shell", () => {
  it("answers at once where its store does", () => {
    const { backend } = shell();
    const answers = [
      backend.open(host),
      backend.find(SAMPLE_AT),
      backend.put(sampleRecord()),
      backend.remove([]),
      backend.invalidate("a"),
      backend.sweep(1),
      backend.clear(),
      backend.stats?.(),
      backend.removeWhere?.({}, 1),
      backend.lease?.("a", 1),
      backend.bodies?.open({ id: "a", target: "a", bytes: 0, checksum: "" }),
      backend.flush(),
      backend.close(),
    ];
    expect(answers.filter((answer) => answer instanceof Promise)).toEqual([]);
  });

  it("hands on the promise of its store, and none of its own", async () => {
    const stored = Promise.resolve("stored" as const);
    const { backend } = shell({ put: () => stored });
    await backend.open(host);
    expect(backend.put(sampleRecord())).toBe(stored);
  });

  it("has the members that its abilities name", () => {
    const open = (): never => expect.unreachable();
    const { backend } = backendShell({
      name: "one",
      valueKind: "bytes",
      maxValueBytes: 1,
      abilities: ["stats"],
      open,
    });
    expect(Object.keys(backend)).toContain("stats");
    for (const ability of ["scan", "removeWhere", "lease", "bodies"])
      expect(Object.keys(backend)).not.toContain(ability);
  });

  it("opens its store once for several calls at once, and not at all where it is open", async () => {
    const door = gate();
    const { backend, calls } = shell({ open: (parts) => door.opened.then(() => parts) });
    const opening = [backend.open(host), backend.open(host)];
    expect(() => backend.find(SAMPLE_AT)).toThrow(refused);
    door.open();
    await Promise.all(opening);
    await backend.open(host);
    expect([calls, backend.find(SAMPLE_AT)]).toEqual([["open"], NOTHING]);
  });

  it("can be opened again where that failed, and after it was closed", async () => {
    let fails = true;
    const { backend, calls } = shell({
      open: (parts) => (fails ? Promise.reject(new Error("away")) : parts),
    });
    await expect(backend.open(host)).rejects.toThrow("away");
    expect(() => backend.find(SAMPLE_AT)).toThrow(refused);
    fails = false;
    await backend.open(host);
    await backend.close();
    await backend.open(host);
    expect([calls, backend.find(SAMPLE_AT)]).toEqual([["open", "open", "close", "open"], NOTHING]);
  });

  it("waits in flush and close for what is under way, whatever becomes of it, and begins nothing more", async () => {
    const door = gate();
    const { backend, calls } = shell({
      put: () =>
        door.opened.then(() => {
          throw new Error("full");
        }),
    });
    await backend.open(host);
    const putting = backend.put(sampleRecord());
    let ends = 0;
    const ending = Promise.all(
      [backend.flush(), backend.close(), backend.close(), backend.flush()].map(async (end) => {
        await end;
        ends += 1;
      }),
    );
    expect(() => backend.put(sampleRecord())).toThrow(refused);
    expect([calls, ends]).toEqual([["open"], 0]);
    door.open();
    await expect(putting).rejects.toThrow("full");
    await ending;
    expect(calls).toEqual(["open", "close"]);
  });

  it("is closed after it was opened where both are asked for, and opened after it was closed", async () => {
    const door = gate();
    const { backend, calls } = shell({ open: (parts) => door.opened.then(() => parts) });
    const ended = [backend.open(host), backend.close()];
    door.open();
    await Promise.all(ended);
    expect(calls).toEqual(["open", "close"]);
    expect(() => backend.find(SAMPLE_AT)).toThrow(refused);
  });

  it("lets go of its store also where that cannot flush", async () => {
    for (const flush of [
      () => Promise.reject(new Error("full")),
      () => {
        throw new Error("full");
      },
    ]) {
      const { backend, calls } = shell({ flush });
      await backend.open(host);
      await expect(async () => backend.close()).rejects.toThrow("full");
      expect(calls).toEqual(["open", "close"]);
    }
  });
});
