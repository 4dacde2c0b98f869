import type { Backend } from "@rcache/core/backend";
import { check } from "../check.ts";

/** What {@link processContract} is given: how any process opens the store that they all share. */
export interface ProcessSubject {
  /** A module that exports a {@link OpenShared} by the name of `open`. Every process imports it. */
  readonly module: URL;
  /** Where the store is: handed to every `open` as it is. @default '' */
  readonly place?: string;
  /** Removes what is left of a name, after its backends were closed. */
  destroy?(cacheName: string): unknown;
}

/** Makes a backend of this name over the store at this place. Two names share nothing; the same name in two processes shares all. */
export type OpenShared = (options: { cacheName: string; place: string }) => Backend | Promise<Backend>;

/** The backend that a module makes, not yet opened. */
export async function openShared(module: string, place: string, cacheName: string): Promise<Backend> {
  const { open }: { open?: unknown } = await import(/* @vite-ignore */ module);
  check(typeof open === "function", `${module} exports no function \`open\``);
  // The cast: what the contract asks of the module.
  return (open as OpenShared)({ cacheName, place });
}
