import { checkEqual } from "../check.ts";
import { checkFound, type Proof } from "./trial.ts";

/** B16: the end. */
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
];
