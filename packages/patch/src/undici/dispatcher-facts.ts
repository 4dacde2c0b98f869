import { numberOf } from "../http/request-identity.ts";

/** What an undici dispatcher was made with, as far as it says who is asked or as whom. */
const OF_THE_PEER = ["cert", "key", "pfx", "lookup", "servername", "rejectUnauthorized"] as const;

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

/** How a dispatcher connects, read once: it does not change. */
interface Connecting {
  readonly asksSocketFile: boolean;
  readonly isOwnWay: boolean;
}

const known = new WeakMap<object, Connecting>();

/** Whether a dispatcher asks a socket of the file system, whatever host a URL names. */
export function asksSocketFile(dispatcher: object): boolean {
  return connecting(dispatcher).asksSocketFile;
}

/**
 * Holds for this process, and for one dispatcher: where it connects in a way of its own (a client certificate, a peer that is not checked, a
 * proxy), its answers are nobody else's.
 */
export function dispatcherIdentity(dispatcher: object): string | undefined {
  const isOwn = !shared.has(dispatcher) && connecting(dispatcher).isOwnWay;
  return isOwn ? `dispatcher ${numberOf(dispatcher)}` : undefined;
}

function connecting(dispatcher: object): Connecting {
  let found = known.get(dispatcher);
  if (found !== undefined) return found;
  const { connect, ...others } = Object(ownBySymbol(dispatcher, "options"));
  const says = (names: readonly string[]): boolean => [connect, others].some((each) => hasAny(each, names));
  found = {
    asksSocketFile: says(["socketPath"]),
    isOwnWay:
      typeof connect === "function" || says(OF_THE_PEER) || dispatcher.constructor.name.includes("Proxy"),
  };
  known.set(dispatcher, found);
  return found;
}

function hasAny(options: unknown, names: readonly string[]): boolean {
  if (typeof options !== "object" || options === null) return false;
  return names.some(
    (name) => Reflect.get(options, name) !== undefined && Reflect.get(options, name) !== null,
  );
}

function ownBySymbol(dispatcher: object, description: string): unknown {
  const symbol = Object.getOwnPropertySymbols(dispatcher).find((each) => each.description === description);
  return symbol === undefined ? undefined : Reflect.get(dispatcher, symbol);
}
