import { numberOf } from "../http/request-identity.ts";

/** What an undici dispatcher was made with, as far as it says who is asked or as whom. */
const OF_THE_PEER = [
  "cert",
  "key",
  "pfx",
  "socketPath",
  "lookup",
  "servername",
  "rejectUnauthorized",
] as const;

/** The global dispatchers speak for the process: how they connect is everybody's way. */
const shared = new WeakSet<object>();

export function isShared(dispatcher: object): void {
  shared.add(dispatcher);
}

/** The origin that a Client or a Pool was made for; undici keeps it under a symbol of its own. */
export function dispatcherOrigin(dispatcher: object): string | undefined {
  const url = ownBySymbol(dispatcher, "url");
  return url instanceof URL ? url.origin : undefined;
}

/**
 * Holds for this process, and for one dispatcher: where it connects in a way of its own (a client certificate, a socket of the file system, a
 * peer that is not checked, a proxy), its answers are nobody else's.
 */
export function dispatcherIdentity(dispatcher: object): string | undefined {
  if (shared.has(dispatcher)) return undefined;
  const options = ownBySymbol(dispatcher, "options");
  const { connect, ...others } = (typeof options === "object" && options !== null ? options : {}) as {
    connect?: unknown;
  }; // the cast: an object of which nothing else is known
  const isOwnWay =
    typeof connect === "function" ||
    says(connect) ||
    says(others) ||
    dispatcher.constructor.name.includes("Proxy");
  return isOwnWay ? `dispatcher ${numberOf(dispatcher)}` : undefined;
}

function says(options: unknown): boolean {
  if (typeof options !== "object" || options === null) return false;
  return OF_THE_PEER.some(
    (name) => Reflect.get(options, name) !== undefined && Reflect.get(options, name) !== null,
  );
}

function ownBySymbol(dispatcher: object, description: string): unknown {
  const symbol = Object.getOwnPropertySymbols(dispatcher).find((each) => each.description === description);
  return symbol === undefined ? undefined : Reflect.get(dispatcher, symbol);
}
