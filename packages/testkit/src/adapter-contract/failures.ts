import type { Backend } from "@rcache/core/backend";
import { everyByte, text } from "../builders/entry-of.ts";
import { checkEqual, checkRejects } from "../check.ts";
import { faultyBackend } from "../faulty/faulty-backend.ts";
import { referenceBackend } from "../reference/reference-backend.ts";
import { type AdapterProof, ask, checkSource, requestsArrived, soon } from "./stage.ts";

/** A8–A10, A13: what goes wrong. */
export const failureProofs: readonly AdapterProof[] = [
  {
    name: "A8 a body that is cut short fails, and is not kept",
    async prove({ client, origin, request }) {
      const own = client();
      for (const size of [100, 300_000]) {
        const body = everyByte(size);
        origin.answer(`/${size}`, { body, fault: "truncate" }, { body });
        await checkRejects(() => ask(own, request(`/${size}`)), `a body of ${size} bytes that is cut short`);
        const second = await ask(own, request(`/${size}`));
        checkSource(second, "origin", "the answer after one that was cut short");
        checkEqual(second.body, body, "body after one that was cut short");
        checkSource(await ask(own, request(`/${size}`)), "cache", "the answer after a whole one");
      }
    },
  },
  {
    name: "A9 an abort rejects, before and while the origin is asked, and harms nobody else",
    async prove(stage) {
      const { client, origin, request } = stage;
      origin.answer("/a", { fault: "hang" }, { body: "late" });
      origin.answer("/before", { body: "not asked for" });
      const own = client();
      const signal = AbortSignal.abort();
      await checkRejects(() => ask(own, request("/before", { signal })), "a request aborted before");
      checkEqual(origin.requests.length, 0, "requests asked for one that was aborted before");
      const controller = new AbortController();
      const asked = ask(own, request("/a", { signal: controller.signal }));
      const rejected = checkRejects(() => asked, "a request aborted while it is under way");
      await requestsArrived(stage, 1);
      controller.abort();
      await soon(rejected, "the end of a request that was aborted");
      checkEqual((await ask(own, request("/a"))).body, text("late"), "the next request");
      checkSource(await ask(own, request("/a")), "cache", "the answer after an abort");
    },
  },
  {
    name: "A10 error statuses pass with their bodies, and are not kept",
    async prove({ client, origin, request }) {
      const own = client();
      for (const status of [404, 429, 500, 503]) {
        origin.answer(
          `/${status}`,
          { status, body: `first ${status}` },
          { status, body: `second ${status}` },
        );
        for (const turn of ["first", "second"]) {
          const answer = await ask(own, request(`/${status}`));
          checkSource(answer, "origin", `${turn} ${status}`);
          checkEqual(answer.response.status, status, "status");
          checkEqual(answer.body, text(`${turn} ${status}`), "body");
        }
      }
      origin.answer("/reset", { fault: "reset" });
      await checkRejects(() => ask(own, request("/reset")), "a connection that is reset");
    },
  },
  {
    name: "A13 a backend that throws, hangs or lies never breaks a request",
    async prove({ client, origin, request }) {
      origin.answer("/a", { body: everyByte(1_000) });
      for (const [what, backend] of brokenBackends()) {
        // The breaker is off, so that every call meets the fault.
        const own = client({ backend, backendDeadlineMs: 20, circuitBreaker: false });
        for (const turn of ["first", "second"]) {
          const { response, body } = await ask(own, request("/a"));
          checkEqual(response.status, 200, `status of the ${turn} answer where ${what}`);
          checkEqual(body, everyByte(1_000), `body of the ${turn} answer where ${what}`);
        }
      }
    },
  },
];

function brokenBackends(): readonly (readonly [what: string, backend: Backend])[] {
  const whole = referenceBackend();
  const fails = (): never => {
    throw new Error("the store is on fire");
  };
  const rejects = (): Promise<never> => Promise.reject(new Error("the store is on fire"));
  const hangs = (): Promise<never> => new Promise(() => undefined);
  return [
    ["open throws", { ...whole, open: fails }],
    ["open rejects", { ...whole, open: rejects }],
    ["open hangs", { ...whole, open: hangs }],
    ["find throws", { ...whole, find: fails }],
    ["find rejects", { ...whole, find: rejects }],
    ["find hangs", { ...whole, find: hangs }],
    ["put throws", { ...whole, put: fails }],
    ["put rejects", { ...whole, put: rejects }],
    ["put hangs", { ...whole, put: hangs }],
    ["put changes a bit", faultyBackend(referenceBackend(), [{ operation: "put", nth: 1, fault: "flip" }])],
    [
      "put cuts off half",
      faultyBackend(referenceBackend(), [{ operation: "put", nth: 1, fault: "truncate" }]),
    ],
    ["put forgets", faultyBackend(referenceBackend(), [{ operation: "put", nth: 1, fault: "forget" }])],
  ];
}
