import { describe, expect, it } from "vitest";
import { entryOf } from "../../test/builders.ts";
import {
  adoptedEntry,
  bodyRefOf,
  entryBytes,
  givesCopies,
  isKnownFree,
  knowFree,
  ownEntry,
} from "./own-entry.ts";

describe("ownEntry", () => {
  it("copies bytes once when it takes them, and again at every look", () => {
    const given = new Uint8Array([1, 2, 3]);
    const owned = ownEntry(entryOf({ body: given }));
    given.fill(9);
    const first = owned.body;
    expect(first).toEqual(new Uint8Array([1, 2, 3]));
    if (first instanceof Uint8Array) first.fill(8);
    expect(owned.body).toEqual(new Uint8Array([1, 2, 3]));
    expect(owned.body).not.toBe(owned.body);
  });

  it("copies a view of a larger buffer to a buffer of its own length", () => {
    const { body } = ownEntry(entryOf({ body: new Uint8Array(100).subarray(10, 13) }));
    expect(body instanceof Uint8Array && body.buffer.byteLength).toBe(3);
  });

  it("takes an entry whose members are on its prototype", () => {
    const plain = entryOf({ body: new Uint8Array([1, 2, 3]), etag: '"1"', part: { start: 0, end: 2 } });
    const owned = ownEntry(Object.create(plain));
    expect({ ...owned }).toEqual({ ...plain });
    expect(Object.isFrozen(owned)).toBe(true);
  });

  it("keeps the body when the entry is spread", () => {
    const owned = ownEntry(entryOf({ body: new Uint8Array([1, 2, 3]) }));
    expect({ ...owned, revision: "r2" }.body).toEqual(new Uint8Array([1, 2, 3]));
  });

  it("freezes to the last pair without freezing what it was given", () => {
    const pair: [string, string] = ["etag", '"a"'];
    const headers = [pair];
    const given = {
      ...entryOf(),
      response: { status: 200, statusText: "OK", headers, coding: "wire" as const },
    };
    const owned = ownEntry(given);
    pair[1] = "changed";
    expect(owned.response.headers).toEqual([["etag", '"a"']]);
    expect(Object.isFrozen(pair)).toBe(false);
    const parts = [
      owned,
      owned.address,
      owned.request,
      owned.response,
      owned.response.headers,
      owned.lifetimes,
    ];
    for (const part of [...parts, ...owned.response.headers, owned.tags, owned.vary]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it("takes what it has made before as it is", () => {
    const owned = ownEntry(entryOf({ body: new Uint8Array([1]) }));
    expect(ownEntry(owned)).toBe(owned);
  });

  it.each([["text"], [null]])("keeps the body %j as it is", (body) => {
    expect(ownEntry(entryOf({ body })).body).toBe(body);
  });
});

describe("isKnownFree", () => {
  const lifetimes = { ...entryOf().lifetimes, usableFromMs: 2_500, freeUntilMs: 9_500 };
  const entry = ownEntry(entryOf({ body: new Uint8Array(1), lifetimes }));

  it("says nothing of an entry of which nothing is known, or that is somebody else's", () => {
    expect(isKnownFree(entry, 5_000)).toBe(false);
    const other = entryOf({ lifetimes });
    knowFree(other);
    expect(isKnownFree(other, 5_000)).toBe(false);
  });

  it.each([
    [2_499, false],
    [2_999, false],
    [3_000, true],
    [8_999.9, true],
    [9_000, false],
    [9_500, false],
    [Number.NaN, false],
  ])("at %d is %s: never before the one instant, never from the other on", (nowMs, isFree) => {
    knowFree(entry);
    expect(isKnownFree(entry, nowMs)).toBe(isFree);
  });

  it("takes an instant that never comes", () => {
    const endless = ownEntry(
      entryOf({
        body: new Uint8Array(1),
        lifetimes: { ...lifetimes, freeUntilMs: Number.POSITIVE_INFINITY },
      }),
    );
    knowFree(endless);
    expect(isKnownFree(endless, 1e12)).toBe(true);
  });
});

describe("adoptedEntry", () => {
  it("takes the bytes without a copy, gives a copy at every look, and passes for an entry of its own", () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const adopted = adoptedEntry(entryOf({ body: null }), bytes);
    bytes.fill(9);
    expect(adopted.body).toEqual(new Uint8Array([9, 9, 9]));
    expect(adopted.body).not.toBe(bytes);
    expect(ownEntry(adopted)).toBe(adopted);
    expect(givesCopies(adopted)).toBe(true);
  });
});

describe("what is known of a body without a copy", () => {
  const ref = { id: "b", target: "https://example.com/", bytes: 5, checksum: "c" };

  it.each([
    ["of bytes that nobody can reach", ownEntry(entryOf({ body: new Uint8Array(3) })), 3, undefined],
    ["of bytes", entryOf({ body: new Uint8Array(4) }), 4, undefined],
    ["outside the record", entryOf({ body: ref }), 5, ref],
    ["that is not there", entryOf({ body: null }), 0, undefined],
  ])("is its length and where it stands: a body %s", (_what, entry, bytes, at) => {
    expect([entryBytes(entry), bodyRefOf(entry)]).toEqual([bytes, at]);
  });
});
