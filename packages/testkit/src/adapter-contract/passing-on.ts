import { everyByte } from "../builders/entry-of.ts";
import { check, checkEqual, checkRejects } from "../check.ts";
import { type AdapterProof, ask, bodyOf, checkSource, requestsArrived, type Stage, soon } from "./stage.ts";

/** Not DELETE: node:http by itself sends no length with a body of it, so a server does not see one. */
const METHODS_WITH_BODY = ["POST", "PUT", "PATCH"] as const;

/** A18–A21: what passes through the adapter as it is, in both directions. */
export const passingOnProofs: readonly AdapterProof[] = [
  {
    name: "A18 a request's body reaches the origin byte for byte",
    async prove({ client, origin, request }) {
      origin.answer("/a", { body: "x" });
      const own = client();
      for (const method of METHODS_WITH_BODY)
        for (const size of [1, 256, 400_003]) {
          const headers = [["Content-Type", "application/octet-stream"]] as const;
          await ask(own, request("/a", { method, headers, body: everyByte(size) }));
          const received = origin.requests.at(-1);
          checkEqual(received?.method, method, "method that the origin was asked with");
          checkEqual(await received?.body, everyByte(size), `${size} bytes of ${method} at the origin`);
        }
    },
  },
  {
    name: "A19 a request's header fields reach the origin, with a body and without",
    async prove({ client, origin, request }) {
      const own = client();
      for (const method of ["GET", "HEAD", ...METHODS_WITH_BODY]) {
        origin.answer(`/${method}`, { body: "x" });
        const hasBody = method !== "GET" && method !== "HEAD";
        const headers = [
          ["Accept", "application/x-one"],
          ["X-One", `of ${method}`],
          ["Authorization", "Bearer one"],
          ...(hasBody ? ([["Content-Type", "application/x-two"]] as const) : []),
        ] as const;
        await ask(own, request(`/${method}`, { method, headers, ...(hasBody && { body: everyByte(10) }) }));
        for (const [name, value] of headers) {
          const received = origin.requests.at(-1)?.headers[name.toLowerCase()];
          checkEqual(received, value, `${name} of ${method} at the origin`);
        }
      }
    },
  },
  {
    name: "A20 the status text is the origin's, from the cache too",
    async prove({ client, origin, request }) {
      origin.answer("/200", { statusText: "Just So", body: "x" });
      origin.answer("/203", { status: 203, statusText: "Second Hand", body: "x" });
      const own = client();
      for (const from of ["origin", "cache"] as const) {
        const answer = await ask(own, request("/200"));
        checkSource(answer, from, "200");
        checkEqual(answer.response.statusText, "Just So", `status text from the ${from}`);
      }
      const { response } = await ask(own, request("/203"));
      checkEqual(response.statusText, "Second Hand", "status text of 203");
    },
  },
  {
    name: "A21 an abort ends the exchange with the origin, before the answer and in the middle of its body",
    prove: proveThatAbortsReachTheOrigin,
  },
];

async function proveThatAbortsReachTheOrigin(stage: Stage): Promise<void> {
  const { client, origin, request } = stage;
  const own = client();
  for (const method of ["GET", "POST"]) {
    const controller = new AbortController();
    const path = `/${method}`;
    origin.answer(path, { fault: "hang" });
    const before = origin.requests.length;
    const asked = ask(own, request(path, { method, signal: controller.signal }));
    const rejected = checkRejects(() => asked, `${method} that is aborted`);
    await requestsArrived(stage, before + 1);
    controller.abort();
    await soon(rejected, `the end of ${method} that was aborted`);
    await soonEnded(stage, `${method} that was aborted before its answer`);
  }
  const controller = new AbortController();
  const hold = new Promise<void>(() => undefined);
  origin.answer("/body", { headers: { "content-type": "image/png" }, body: everyByte(300_000), hold });
  const sent = own.send(request("/body", { signal: controller.signal }));
  const response = await soon(sent, "the head of a body that has not ended");
  const rejected = checkRejects(() => bodyOf(response), "a body whose request is aborted");
  controller.abort();
  await soon(rejected, "the end of a body whose request was aborted");
  await soonEnded(stage, "GET that was aborted in the middle of its body");
}

/** Fails the test where the exchange that began last goes on. */
async function soonEnded({ origin }: Stage, what: string): Promise<void> {
  const last = origin.requests.at(-1);
  check(last !== undefined, "the origin was asked");
  await soon(last.ended, `at the origin, the end of ${what}`);
}
