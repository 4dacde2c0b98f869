import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { memoryBackend } from "@rcache/backend-memory";
import type { Send } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { httpSend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { gate, settled } from "./gate.ts";
import { openStage, type Stage } from "./stage.ts";
import { sqlitePath } from "./stores.ts";

type Answers = readonly (readonly [kind: string, text: string])[];

/** A process that asks for a URL so many times at once, over the file. */
function asker(
  file: string,
  url: string,
  count: number,
): { child: ChildProcess; asking: Promise<void>; answers: Promise<Answers> } {
  const child = fork(new URL("across-processes.child.ts", import.meta.url), [file, url, String(count)], {
    execArgv: ["--conditions=@rcache/source", "--experimental-strip-types", "--no-warnings"],
  });
  const asking = gate();
  const answers = gate<Answers>();
  child.on("message", (message: { asking?: true; answers?: Answers }) => {
    if (message.asking) asking.open();
    if (message.answers) answers.open(message.answers);
  });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the process ended with ${String(code)}`);
  });
  return {
    child,
    asking: Promise.race([asking.opened, ended]),
    answers: Promise.race([answers.opened, ended]),
  };
}

/** Two processes ask at the same time; the origin's first answer waits until both do. */
async function askTwice(stage: Stage, release: () => void, count: number): Promise<Answers> {
  using place = sqlitePath();
  const askers = [0, 1].map(() => asker(place.path, stage.request("/a").url, count));
  await Promise.all(askers.map(({ asking }) => asking));
  release();
  const answers = await Promise.all(askers.map((one) => one.answers));
  await Promise.all(askers.map(({ child }) => (child.exitCode === null ? once(child, "exit") : undefined)));
  return answers.flat();
}

describe("singleFlight: 'across-processes'", () => {
  it("lets two processes make one request to the origin", async () => {
    await using stage = await openStage();
    const hold = gate();
    stage.origin.answer("/a", { hold: hold.opened, body: "the answer" });
    const answers = await askTwice(stage, hold.open, 5);
    expect(answers.map(([, text]) => text)).toEqual(Array(10).fill("the answer"));
    expect(answers.filter(([kind]) => kind === "miss")).toHaveLength(1);
    expect(stage.asked("/a")).toBe(1);
  }, 60_000);

  it("lets the others go on where the answer is not kept", async () => {
    await using stage = await openStage();
    const hold = gate();
    stage.origin.answer("/a", { status: 404, hold: hold.opened, body: "no" });
    const answers = await askTwice(stage, hold.open, 1);
    expect([answers, stage.asked("/a")]).toEqual([
      [
        ["miss", "no"],
        ["miss", "no"],
      ],
      2,
    ]);
  });

  it("looks again once it has the lease: its last holder may have stored meanwhile", async () => {
    const memory = memoryBackend();
    await using stage = await openStage({ backend: memory });
    stage.origin.answer("/a", { body: "1" });
    const lease: Backend["lease"] = async (name, forMs) => {
      // Just before it is given, another process has stored and given it back.
      await stage.ask("/a");
      return (await memory.lease?.(name, forMs)) ?? { held: false, forMs };
    };
    const other = stage.another({
      backend: { ...memory, open: () => undefined, lease },
      singleFlight: "across-processes",
    });
    const answers = await Promise.all([0, 1, 2].map(() => stage.ask("/a", undefined, { cache: other })));
    expect(answers.map(({ cache, text }) => [cache.fromCache, text])).toEqual(Array(3).fill([true, "1"]));
    expect(stage.asked("/a")).toBe(1);
    await other.flush();
    expect(await memory.lease?.(`GET ${stage.origin.url}/a`, 1)).toMatchObject({ held: true });
  });

  it("keeps the lease until its answer stands in the store", async () => {
    const memory = memoryBackend();
    const stores = gate();
    const storing = gate();
    const slow: Backend = {
      ...memory,
      put: async (record, seen) => {
        storing.open();
        await stores.opened;
        return memory.put(record, seen);
      },
    };
    await using stage = await openStage({ backend: slow, singleFlight: "across-processes" });
    stage.origin.answer("/a", { body: "1" });
    const other = stage.another({
      backend: { ...memory, open: () => undefined, close: () => undefined },
      singleFlight: "across-processes",
    });
    expect((await stage.ask("/a")).text).toBe("1");
    await storing.opened;
    const asking = stage.ask("/a", undefined, { cache: other });
    await settled();
    expect(stage.asked("/a")).toBe(1);
    stores.open();
    expect((await asking).text).toBe("1");
    expect(stage.asked("/a")).toBe(1);
    expect(stage.eventsOf("backend-failed")).toEqual([]);
  });

  it("asks without a lease where the backend fails to give one", async () => {
    const memory = memoryBackend();
    const lease: Backend["lease"] = () => {
      throw new Error("no lease");
    };
    await using stage = await openStage({ backend: { ...memory, lease }, singleFlight: "across-processes" });
    stage.origin.answer("/a", { body: "1" });
    expect((await stage.ask("/a")).text).toBe("1");
    expect(stage.eventsOf("backend-failed")).toMatchObject([{ operation: "lease" }]);
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
  });

  it("a caller who leaves while it waits for the lease asks nobody", async () => {
    const memory = memoryBackend();
    await using stage = await openStage({ backend: memory, singleFlight: "across-processes" });
    stage.origin.answer("/a", { body: "1" });
    await stage.cache.ready();
    const taken = await memory.lease?.(`GET ${stage.origin.url}/a`, 60_000);
    if (taken?.held !== true) throw new Error("the lease was not free");
    const leaving = new AbortController();
    let sends = 0;
    const send: Send = (...args) => {
      sends += 1;
      return httpSend(...args);
    };
    const asking = stage.ask(stage.request("/a", { signal: leaving.signal }), undefined, { send });
    await settled();
    const reason = new Error("enough");
    leaving.abort(reason);
    await expect(asking).rejects.toBe(reason);
    await taken.release("failed");
    expect((await stage.ask("/a", undefined, { send })).text).toBe("1");
    expect(sends).toBe(1);
  });
});
