import type { HandledResponse } from "@rcache/core";
import { everyByte, text } from "../builders/entry-of.ts";
import { joined } from "../bytes.ts";
import { check, checkEqual } from "../check.ts";
import { type AdapterProof, ask, checkSource, field, type Stage, soon } from "./stage.ts";

/** A2, A15–A17: what comes after the head. */
export const bodyProofs: readonly AdapterProof[] = [
  {
    name: "A2 binary bodies come back byte for byte, whatever their size",
    async prove({ client, origin, request }) {
      const own = client();
      for (const size of [0, 1, 256, 65_537, 400_003]) {
        const headers = { "content-type": "application/octet-stream" };
        origin.answer(`/${size}`, { headers, body: everyByte(size) });
        checkEqual(
          (await ask(own, request(`/${size}`))).body,
          everyByte(size),
          `${size} bytes from the origin`,
        );
        const second = await ask(own, request(`/${size}`));
        checkSource(second, "cache", `the second answer of ${size} bytes`);
        checkEqual(second.body, everyByte(size), `${size} bytes from the cache`);
      }
    },
  },
  {
    name: "A15 204 and 304 have no body",
    async prove({ client, origin, request }) {
      origin.answer("/204", { status: 204, headers: { "x-one": "1" } });
      const own = client({ allowableCodes: [200, 204] });
      for (const from of ["origin", "cache"] as const) {
        const answer = await ask(own, request("/204"));
        checkSource(answer, from, "204");
        checkEqual([answer.response.status, answer.body.length], [204, 0], `204 from the ${from}`);
        checkEqual(field(answer.response, "x-one"), "1", "a field of 204");
      }
      origin.answer("/304", { status: 304, headers: { etag: '"1"' } });
      const headers = [["If-None-Match", '"1"']] as const;
      const { response, body } = await ask(own, request("/304", { headers }));
      checkEqual([response.status, body.length], [304, 0], "304 to a caller's own condition");
    },
  },
  {
    name: "A16 a streamed body begins before it ends, and is kept when it has ended",
    prove: proveStreaming,
  },
  {
    name: "A17 a body with a content coding is as readable from the cache as from the origin",
    async prove({ client, origin, request }) {
      const plain = text("päper ".repeat(2_000));
      const coded = await through(plain, new CompressionStream("gzip"));
      const headers = { "content-encoding": "gzip", "content-type": "text/plain", vary: "accept-encoding" };
      origin.answer("/a", { headers, body: coded });
      const own = client();
      for (const from of ["origin", "cache"] as const) {
        const answer = await ask(own, request("/a", { headers: [["Accept-Encoding", "gzip"]] }));
        checkSource(answer, from, "a coded answer");
        checkEqual(await decoded(answer.response, answer.body), plain, `a coded body from the ${from}`);
      }
    },
  },
];

async function proveStreaming({ client, origin, request }: Stage): Promise<void> {
  let release = (): void => undefined;
  const hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const parts = [everyByte(10_000), everyByte(200_000)];
  origin.answer("/a", { headers: { "content-type": "video/mp4" }, body: chunksOf(parts), hold });
  const own = client();
  try {
    const response = await soon(own.send(request("/a")), "the head of a body that has not ended");
    const { body } = response;
    check(body !== null && !(body instanceof Uint8Array), "a body that has not ended comes in chunks");
    const reader = body[Symbol.asyncIterator]();
    const first = await soon(reader.next(), "the first chunk of a body that has not ended");
    check(first.done !== true, "the first chunk comes before the end");
    release();
    const read = [first.value];
    for (let next = await reader.next(); next.done !== true; next = await reader.next())
      read.push(next.value);
    checkEqual(joined(read), joined(parts), "a streamed body");
    const second = await ask(own, request("/a"));
    checkSource(second, "cache", "the answer after a streamed one");
    checkEqual(second.body, joined(parts), "a streamed body from the cache");
  } finally {
    release();
  }
}

async function* chunksOf(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

function decoded(response: HandledResponse, body: Uint8Array): Promise<Uint8Array> {
  const isCoded = response.coding === "wire" && field(response, "content-encoding") === "gzip";
  return isCoded ? through(body, new DecompressionStream("gzip")) : Promise.resolve(body);
}

async function through(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const source = new Blob([bytes.slice()]).stream();
  return new Uint8Array(await new Response(source.pipeThrough(stream)).arrayBuffer());
}
