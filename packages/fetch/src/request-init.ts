import { refuseMisplacedOptions } from "@rcache/backends";
import type { CachedRequestInit } from "./fetch-types.ts";
import { isA } from "./platform-kinds.ts";

/** What fetch was asked, each member of an `init` read. */
export interface FetchArguments {
  readonly input: string | URL | Request;
  /** A plain object of the call's own; undefined where nothing was given. */
  readonly init: CachedRequestInit | undefined;
}

/** What is read of an `init` whether it can be listed or not, in the order in which WebIDL reads a dictionary. */
const MEMBERS: ReadonlySet<string> = new Set([
  ...["body", "cache", "credentials", "dispatcher", "duplex", "headers", "integrity", "keepalive", "method"],
  ...["mode", "priority", "rcache", "redirect", "referrer", "referrerPolicy", "signal", "window"],
]);

/**
 * Reads the arguments of fetch as the platform does: each member of `init` once, own or inherited, field or getter. A `Request` of another
 * library or realm is read like an `init` with a URL; the platform's own stays what it is.
 *
 * @throws TypeError for an `init` that is no object
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION` for an option of the cache beside those of fetch
 */
export function readArguments(input: unknown, init: unknown): FetchArguments {
  const given = init === undefined || init === null ? undefined : membersOf(init);
  if (given !== undefined) refuseMisplacedOptions(given);
  // The cast: whatever else it is, the platform makes a text of it, or refuses it.
  if (!isForeignRequest(input)) return { input: input as FetchArguments["input"], init: given };
  // Its body may be a stream, though not every library's Request says so.
  const said: object = { duplex: "half", ...membersOf(input) };
  return { input: input.url, init: { ...said, ...given } };
}

/** @throws TypeError for an `init` that is no object */
export function membersOf(init: unknown): CachedRequestInit {
  if (typeof init !== "object" && typeof init !== "function")
    throw new TypeError(`fetch: an init must be an object, and this is a ${typeof init}`);
  // The cast: what its members are is asked of each, where it is used.
  const read = knownMembers(init as Given);
  // What only the wrapped fetch knows: by its own name or by that of an object that it inherits from.
  for (const name in init) if (!MEMBERS.has(name)) read[name] = Reflect.get(init, name);
  return read;
}

type Given = Readonly<Record<string, unknown>>;

/** Each by its name, and not in a loop: that would cost as much as the rest of a hit. */
function knownMembers(given: Given): Record<string, unknown> {
  const { body, cache, credentials, dispatcher, duplex, headers, integrity, keepalive, method } = given;
  const { mode, priority, rcache, redirect, referrer, referrerPolicy, signal, window } = given;
  const read: Record<string, unknown> = {};
  if (body !== undefined) read["body"] = body;
  if (cache !== undefined) read["cache"] = cache;
  if (credentials !== undefined) read["credentials"] = credentials;
  if (dispatcher !== undefined) read["dispatcher"] = dispatcher;
  if (duplex !== undefined) read["duplex"] = duplex;
  if (headers !== undefined) read["headers"] = headers;
  if (integrity !== undefined) read["integrity"] = integrity;
  if (keepalive !== undefined) read["keepalive"] = keepalive;
  if (method !== undefined) read["method"] = method;
  if (mode !== undefined) read["mode"] = mode;
  if (priority !== undefined) read["priority"] = priority;
  if (rcache !== undefined) read["rcache"] = rcache;
  if (redirect !== undefined) read["redirect"] = redirect;
  if (referrer !== undefined) read["referrer"] = referrer;
  if (referrerPolicy !== undefined) read["referrerPolicy"] = referrerPolicy;
  if (signal !== undefined) read["signal"] = signal;
  if (window !== undefined) read["window"] = window;
  return read;
}

function isForeignRequest(
  input: unknown,
): input is Readonly<Record<string, unknown>> & { readonly url: string } {
  return (
    typeof input === "object" &&
    input !== null &&
    !(input instanceof Request) &&
    isA(input, "Request") &&
    "url" in input &&
    typeof input.url === "string"
  );
}
