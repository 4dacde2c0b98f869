import type { AxiosAdapter, AxiosRequestConfig } from "axios";
import { hasProcess, hasXhr, hidesRedirects } from "./runtime.ts";

/** How the answers of an adapter look: as those of axios' own three. */
export type Dialect = "http" | "fetch" | "xhr";

/** An adapter, a name of one, or a list of both, the first that works. */
export type AdapterChoice = AxiosRequestConfig["adapter"];

/** The adapter that asks the origin, and what is known of it. */
export interface Below {
  readonly adapter: AdapterChoice;
  /** Of an adapter of the user's own: what the runtime suggests, until an answer has shown it. */
  dialect: Dialect;
  /** axios' own, whose redirects can be followed one by one. */
  readonly showsHops: boolean;
}

/** What axios itself takes where nothing is said. */
export const AXIOS_CHOICE: AdapterChoice = ["xhr", "http", "fetch"];

/** Looks at an adapter as axios chooses it: of a list, the first that the runtime has. */
export function below(adapter: AdapterChoice = AXIOS_CHOICE): Below {
  const choices: readonly unknown[] = Array.isArray(adapter) ? adapter : [adapter];
  for (const choice of choices) {
    const known = isAdapter(choice) ? known3(ownName(choice)) : available(String(choice).toLowerCase());
    if (known !== undefined) return { adapter, dialect: known, showsHops: canShowHops(known) };
    if (isAdapter(choice)) return { adapter, dialect: hasProcess() ? "http" : "xhr", showsHops: false };
  }
  // axios says itself that there is none.
  return { adapter, dialect: "http", showsHops: false };
}

function isAdapter(choice: unknown): choice is AxiosAdapter {
  return typeof choice === "function";
}

/** axios writes the name of an adapter of its own on the function. */
function ownName(adapter: object): unknown {
  return Reflect.get(adapter, "adapterName");
}

function known3(name: unknown): Dialect | undefined {
  return name === "http" || name === "fetch" || name === "xhr" ? name : undefined;
}

function available(name: string): Dialect | undefined {
  if (name === "xhr") return hasXhr() ? "xhr" : undefined;
  if (name === "http") return hasProcess() ? "http" : undefined;
  return name === "fetch" && typeof fetch === "function" ? "fetch" : undefined;
}

function canShowHops(dialect: Dialect): boolean {
  return dialect === "http" || (dialect === "fetch" && !hidesRedirects());
}
