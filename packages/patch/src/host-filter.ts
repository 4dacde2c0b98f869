import { invalidOption } from "@rcache/core";

/** Selects hosts. `*.example.com` means every name below it. An entry without a port means every port. */
export interface HostFilter {
  /** Only these hosts. @default all */
  only?: readonly string[];
  /** Not these hosts, even if `only` names them. @default none */
  except?: readonly string[];
}

/** Whether a host and port, as a request names them, is meant. */
export type HostTest = (host: string, port: string | number | undefined) => boolean;

/** So many answers are remembered: a program asks few hosts, and each of them often. */
const REMEMBERED = 1_000;
const ENTRY = /^(?:\*\.)?(?:[^\s/:@*?#[\]]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const EXPECTED = "a list of hosts such as example.com, localhost:3000 or *.example.com";

/** @throws RcacheError `RCACHE_INVALID_OPTION` for what is no host */
export function hostTest(filter: HostFilter | undefined): HostTest | undefined {
  if (filter === undefined) return undefined;
  if (typeof filter !== "object" || filter === null || Array.isArray(filter))
    throw invalidOption("hosts", filter, "an object with only and except");
  const unknown = Object.keys(filter).find((name) => name !== "only" && name !== "except");
  if (unknown !== undefined) throw invalidOption("hosts", unknown, "an object with only and except");
  const only = filter.only === undefined ? undefined : matcher("hosts.only", filter.only);
  const except = filter.except === undefined ? undefined : matcher("hosts.except", filter.except);
  if (only === undefined && except === undefined) return undefined;
  const known = new Map<string, boolean>();
  return (host, port) => {
    const name = port === undefined ? host : `${host}:${port}`;
    const answer = known.get(name);
    if (answer !== undefined) return answer;
    const bare = host.toLowerCase().replace(/^\[|\]$/g, "");
    const isMeant = (only?.(bare, port) ?? true) && except?.(bare, port) !== true;
    if (known.size >= REMEMBERED) known.clear();
    known.set(name, isMeant);
    return isMeant;
  };
}

function matcher(option: string, entries: readonly string[]): HostTest {
  if (!Array.isArray(entries)) throw invalidOption(option, entries, EXPECTED);
  const tests = entries.map((entry) => entryTest(option, entry));
  return (host, port) => tests.some((test) => test(host, port));
}

function entryTest(option: string, entry: unknown): HostTest {
  if (typeof entry !== "string" || !ENTRY.test(entry)) throw invalidOption(option, entry, EXPECTED);
  const colon = /:\d+$/.exec(entry);
  const wantedPort = colon?.[0].slice(1);
  const name = entry
    .slice(0, colon?.index)
    .toLowerCase()
    .replace(/^\[|\]$/g, "");
  const suffix = name.startsWith("*.") ? name.slice(1) : undefined;
  return (host, port) => {
    if (wantedPort !== undefined && String(port) !== wantedPort) return false;
    return suffix === undefined ? host === name : host.endsWith(suffix) && host.length > suffix.length;
  };
}
