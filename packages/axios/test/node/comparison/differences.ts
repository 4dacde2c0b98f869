import type { AdapterName } from "./cells.ts";

/** Where an answer or an error of a cached instance is not what a plain one gives. */
export interface Difference {
  /** As the documentation says it. */
  readonly text: string;
  readonly cells: readonly string[];
  /** What of the description differs. */
  readonly paths: readonly string[];
  readonly adapter?: AdapterName | "xhr";
  readonly copy?: "newest" | "oldest";
}

const TIMEOUTS = [
  "a timeout",
  "a timeout with clarifyTimeoutError",
  "a timeout with timeoutErrorMessage",
  "a timeout with a message and a code",
];

export const DIFFERENCES: readonly Difference[] = [
  {
    text: "`request.res.responseUrl` never contains a user name and password",
    cells: ["auth", "userinfo in the URL"],
    paths: ["response.asked"],
    adapter: "http",
  },
  {
    text: "the error message of a redirect to another scheme names the redirecting URL instead of the scheme",
    cells: ["a redirect to another scheme"],
    paths: ["error.message"],
    adapter: "http",
  },
  {
    text: "axios 1.7: the error for a damaged content coding has a `response`",
    cells: ["a damaged content coding"],
    paths: ["error.response", "error.status"],
    adapter: "http",
    copy: "oldest",
  },
  {
    text: "axios 1.7, fetch adapter: a timeout error has the message of newer versions and no `cause`",
    cells: TIMEOUTS,
    paths: ["error.message", "error.hasCause"],
    adapter: "fetch",
    copy: "oldest",
  },
  {
    text: "axios 1.7, fetch adapter: cancelling by a signal gives a `CanceledError` without a `cause`",
    cells: ["a caller who cancels"],
    paths: ["error.class", "error.hasCause"],
    adapter: "fetch",
    copy: "oldest",
  },
  {
    text: "axios 1.7, fetch adapter: an error from `validateStatus` has no `cause`",
    cells: ["404", "404 as a stream", "200 that validateStatus refuses", "a redirect without Location"],
    paths: ["error.hasCause"],
    adapter: "fetch",
    copy: "oldest",
  },
  {
    text: "axios 1.7, fetch adapter: `maxContentLength` is enforced, which the plain adapter ignores",
    cells: ["maxContentLength that does not"],
    paths: ["response", "error"],
    adapter: "fetch",
    copy: "oldest",
  },
  {
    text: "axios 1.7, fetch adapter: requesting a response without a body as a stream fails, as it does on a plain instance with a `signal`",
    cells: ["204 as a stream"],
    paths: ["response", "error"],
    adapter: "fetch",
    copy: "oldest",
  },
];

/** The description without what is known to differ in this cell. */
export function comparable(
  described: unknown,
  cell: string,
  adapter: AdapterName | "xhr",
  copy: "newest" | "oldest",
): unknown {
  const known = DIFFERENCES.filter(
    (each) =>
      each.cells.includes(cell) && (each.adapter ?? adapter) === adapter && (each.copy ?? copy) === copy,
  );
  const clone: unknown = structuredClone(described);
  for (const path of known.flatMap(({ paths }) => paths)) remove(clone, path.split("."));
  return clone;
}

function remove(value: unknown, [first, ...rest]: readonly string[]): void {
  if (typeof value !== "object" || value === null || first === undefined) return;
  if (rest.length === 0) Reflect.deleteProperty(value, first);
  else remove(Reflect.get(value, first), rest);
}
