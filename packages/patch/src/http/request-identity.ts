import { createHash } from "node:crypto";
import type { AgentLike, RequestTarget } from "./client-request.ts";

/**
 * What beyond URL and fields says who is asked, or as whom: an authority that the `Host` field does not name, a client certificate, a peer
 * that is not checked, a look-up of one's own. undefined: the URL says it all.
 */
export function requestIdentity(
  target: RequestTarget,
  agent: AgentLike | undefined,
  strangeHost: string | undefined,
): string | undefined {
  const parts: string[] = [];
  if (strangeHost !== undefined) parts.push(`host ${strangeHost}`);
  // Agent's options win, as they do in Node.
  const both: RequestTarget = agent?.options ?? {};
  const certificate = both.cert ?? both.pfx ?? target.cert ?? target.pfx;
  if (certificate !== undefined && certificate !== null) parts.push(`certificate ${digestOf(certificate)}`);
  if ((both.rejectUnauthorized ?? target.rejectUnauthorized) === false) parts.push("unchecked");
  const servername = both.servername ?? target.servername;
  if (servername && servername !== target.host && strangeHost !== servername)
    parts.push(`server ${servername}`);
  const lookup = both.lookup ?? target.lookup;
  if (typeof lookup === "function") parts.push(`lookup ${numberOf(lookup)}`);
  return parts.length === 0 ? undefined : parts.join("\n");
}

function digestOf(certificate: unknown): string {
  const hash = createHash("sha256");
  for (const part of Array.isArray(certificate) ? certificate : [certificate]) {
    const bytes: unknown = typeof part === "object" && part !== null && "buf" in part ? part.buf : part;
    const isBinary = typeof bytes === "string" || bytes instanceof Uint8Array;
    hash.update(isBinary ? bytes : String(bytes)).update("\0");
  }
  return hash.digest("base64url");
}

const numbers = new WeakMap<object, number>();
let last = 0;

/** Holds for this process: what a function does cannot be seen from outside. */
export function numberOf(thing: object): string {
  let number = numbers.get(thing);
  if (number === undefined) {
    last += 1;
    number = last;
    numbers.set(thing, number);
  }
  return `${process.pid} ${number}`;
}
