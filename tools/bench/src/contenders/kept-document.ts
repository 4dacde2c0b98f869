import { keptHeaders } from "./kept-answer.ts";

type Field = string | number | readonly string[] | Uint8Array;

/** What a limit keeps of an answer in a store of documents: as many fields as a record has, by name, so that one can query them. */
export function keptDocument(url: string, body: ArrayBuffer): Readonly<Record<string, Field>> {
  const atMs = 1_763_700_000_000;
  return {
    ...{ formatVersion: 1, target: url, selector: "GET", variant: "-", revision: "mi8h2k3c-8f3j2k1l-1a" },
    ...{ url, method: "GET", variedNames: [], variedValues: [], status: 200, statusText: "OK" },
    ...{ headerNames: Object.keys(keptHeaders), headerValues: Object.values(keptHeaders), coding: "decoded" },
    ...{ usableFromMs: atMs, freshUntilMs: atMs, freeUntilMs: atMs, whileRevalidateUntilMs: atMs },
    ...{ ifErrorUntilMs: atMs, removeAtMs: atMs, baseAgeMs: 0, receivedAtMs: atMs, createdAtMs: atMs },
    ...{ vary: [], tags: [], etag: keptHeaders.etag, lastModified: keptHeaders["last-modified"] },
    ...{
      bodyLength: body.byteLength,
      bodyKind: "bytes",
      bodyBytes: new Uint8Array(body),
      serializerId: "document1",
    },
  };
}
