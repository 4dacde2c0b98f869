import type { Address, Bytes, Entry, Lifetimes } from "@rcache/core/backend";

/** What should differ from the defaults of {@link entryOf}. */
export interface EntryOverrides
  extends Partial<Omit<Entry, "address" | "request" | "response" | "lifetimes">> {
  readonly address?: Partial<Address>;
  readonly request?: Partial<Entry["request"]>;
  readonly response?: Partial<Entry["response"]>;
  readonly lifetimes?: Partial<Lifetimes>;
}

/** When an entry was received if nobody says otherwise: the first instant of 2026, UTC, where `manualClock` begins. */
const RECEIVED_AT_MS = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;

/**
 * A stored response for tests, frozen: `GET https://example.com/` answered 200 with `{"ok":true}`, fresh for an hour from `receivedAtMs`,
 * removable a year later. Override what matters to your test; `createdAtMs` and the lifetimes follow `receivedAtMs`.
 */
export function entryOf(overrides: EntryOverrides = {}): Entry {
  const { address, request, response, lifetimes, ...rest } = overrides;
  const receivedAtMs = rest.receivedAtMs ?? RECEIVED_AT_MS;
  return frozen<Entry>({
    revision: "r1",
    url: address?.target ?? "https://example.com/",
    body: text('{"ok":true}'),
    baseAgeMs: 0,
    receivedAtMs,
    createdAtMs: receivedAtMs,
    vary: [],
    tags: [],
    ...rest,
    address: { target: "https://example.com/", selector: "GET", variant: "-", ...address },
    request: { method: "GET", varied: [], ...request },
    response: {
      status: 200,
      statusText: "OK",
      headers: [["content-type", "application/json"]],
      coding: "decoded",
      ...response,
    },
    lifetimes: {
      usableFromMs: receivedAtMs,
      freshUntilMs: receivedAtMs + HOUR_MS,
      freeUntilMs: receivedAtMs + HOUR_MS,
      whileRevalidateUntilMs: receivedAtMs + HOUR_MS,
      ifErrorUntilMs: receivedAtMs + HOUR_MS,
      removeAtMs: receivedAtMs + 366 * 24 * HOUR_MS,
      ...lifetimes,
    },
  });
}

/** UTF-8. */
export function text(value: string): Bytes {
  return new TextEncoder().encode(value);
}

/** Every byte value in turn, so many bytes of it. */
export function everyByte(length = 256): Bytes {
  const bytes = new Uint8Array(length);
  // Also different from one 256 bytes to the next, so that a chunk in the wrong place is noticed.
  for (let i = 0; i < length; i += 1) bytes[i] = i * 7 + (i >> 8) + (i >> 16);
  return bytes;
}

/** Freezes what can be frozen: bytes cannot. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
