import type { Entry } from "@rcache/core/backend";

/**
 * An entry's fields as plain data, to compare two entries that were made differently (one may read its fields lazily). A body
 * inside the record becomes its bytes: whether it stands there as text or as bytes is a matter of form.
 */
export function entryFields(entry: Entry): Readonly<Record<string, unknown>> {
  const { address, request, response, lifetimes } = entry;
  return {
    address: { target: address.target, selector: address.selector, variant: address.variant },
    revision: entry.revision,
    url: entry.url,
    request: { method: request.method, varied: pairs(request.varied) },
    response: {
      status: response.status,
      statusText: response.statusText,
      headers: pairs(response.headers),
      coding: response.coding,
    },
    body: bodyFields(entry.body),
    chunkBytes: entry.chunkBytes && [...entry.chunkBytes],
    part: entry.part === undefined ? undefined : { ...entry.part },
    lifetimes: {
      usableFromMs: lifetimes.usableFromMs,
      freshUntilMs: lifetimes.freshUntilMs,
      freeUntilMs: lifetimes.freeUntilMs,
      whileRevalidateUntilMs: lifetimes.whileRevalidateUntilMs,
      ifErrorUntilMs: lifetimes.ifErrorUntilMs,
      removeAtMs: lifetimes.removeAtMs,
    },
    staleBan: entry.staleBan,
    baseAgeMs: entry.baseAgeMs,
    receivedAtMs: entry.receivedAtMs,
    createdAtMs: entry.createdAtMs,
    vary: [...entry.vary],
    etag: entry.etag,
    lastModified: entry.lastModified,
    finalUrl: entry.finalUrl,
    tags: [...entry.tags],
  };
}

function pairs(headers: Entry["response"]["headers"]): readonly (readonly string[])[] {
  return headers.map(([name, value]) => [name, value]);
}

function bodyFields(body: Entry["body"]): unknown {
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body === null || body instanceof Uint8Array) return body;
  return { id: body.id, target: body.target, bytes: body.bytes, checksum: body.checksum };
}
