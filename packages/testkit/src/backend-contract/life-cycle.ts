import { type Backend, isRcacheError, type StoredRecord } from "@rcache/core/backend";
import { headsIn } from "../builders/heads-in.ts";
import { check, checkEqual } from "../check.ts";
import { checkFound, type Proof } from "./trial.ts";

const MINUTE_MS = 60_000;

/** B16, B20, B21: beginning and end. */
export const lifeCycleProofs: readonly Proof[] = [
  {
    name: "B16 close flushes and lets go; a second call does nothing",
    async prove({ backend, open, record }) {
      const awaited = await record({ address: { target: "https://example.com/awaited" } });
      checkEqual(await backend.put(awaited), "stored", "put before flush");
      await backend.flush();
      await backend.close();
      await backend.close();

      const second = await open();
      const persistent = (await second.find(awaited.head)).records.length > 0;
      const pending = await record({ address: { target: "https://example.com/pending" } });
      const putting = second.put(pending);
      // Both at once: whoever closes does not have to wait for others' writes.
      const [result] = await Promise.all([putting, second.close()]);
      checkEqual(result, "stored", "put that was under way when the backend was closed");
      await second.close();
      if (!persistent) return;

      const third = await open();
      for (const put of [awaited, pending]) checkFound(third, (await third.find(put.head)).records[0], put);
    },
  },
  {
    name: "B20 before open and after close, every other member but flush and close refuses with RCACHE_CLOSED",
    async prove({ record, host, unopened }) {
      const put = await record();
      const never = await unopened();
      await refusesAll(never, put, "before open");
      await never.flush();
      await never.close();
      const backend = await unopened();
      await backend.open(host);
      checkEqual(await backend.put(put), "stored", "put of a backend that is open");
      await backend.close();
      await refusesAll(backend, put, "after close");
      await backend.flush();
    },
  },
  {
    name: "B21 open changes nothing where the backend is open, and opens it anew after close",
    async prove({ record, host, unopened }) {
      const backend = await unopened();
      await Promise.all([backend.open(host), backend.open(host)]);
      const put = await record();
      checkEqual(await backend.put(put), "stored", "put");
      const lease = await backend.lease?.("B21", MINUTE_MS);
      await backend.open(host);
      checkFound(backend, (await backend.find(put.head)).records[0], put);
      if (lease !== undefined)
        checkEqual(
          (await backend.lease?.("B21", MINUTE_MS))?.held,
          false,
          "a lease taken before another open",
        );
      await backend.close();
      await backend.open(host);
      const again = await record({ address: { target: "https://example.com/anew" } });
      checkEqual(await backend.put(again), "stored", "put of a backend that was opened anew");
      checkFound(backend, (await backend.find(again.head)).records[0], again);
    },
  },
];

/** Fails the test where a member answers. */
async function refusesAll(backend: Backend, { head, value }: StoredRecord, when: string): Promise<void> {
  const { target, selector, variant } = head;
  const ref = { id: "B20", target, bytes: 1, checksum: "0" };
  const { bodies } = backend;
  const calls: Readonly<Record<string, () => unknown>> = {
    find: () => backend.find({ target, selector }),
    put: () => backend.put({ head, value }),
    remove: () => backend.remove([{ target, selector, variant }]),
    invalidate: () => backend.invalidate(target),
    sweep: () => backend.sweep(1),
    clear: () => backend.clear(),
    ...(backend.scan && { scan: () => headsIn(backend) }),
    ...(backend.removeWhere && { removeWhere: () => backend.removeWhere?.({}, 1) }),
    ...(backend.stats && { stats: () => backend.stats?.() }),
    ...(backend.lease && { lease: () => backend.lease?.("B20", MINUTE_MS) }),
    ...(bodies && {
      "bodies.create": () => bodies.create({ target, selector, variant }, "B20", 0),
      "bodies.open": () => bodies.open(ref),
      "bodies.keep": () => bodies.keep(ref, 0),
    }),
  };
  for (const [member, call] of Object.entries(calls)) {
    const refusal = await (async () => call())().then(
      () => undefined,
      (error: unknown) => error,
    );
    check(
      isRcacheError(refusal) && refusal.code === "RCACHE_CLOSED",
      `${member} ${when}: expected RCACHE_CLOSED, got ${refusal === undefined ? "an answer" : String(refusal)}`,
    );
  }
}
