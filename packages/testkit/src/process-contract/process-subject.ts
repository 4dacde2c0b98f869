import type { Backend } from "@rcache/core/backend";
import { check } from "../check.ts";

/** What you pass to {@link processContract}: how a process opens the store that all of them share. */
export interface ProcessSubject {
  /** A module that exports an {@link OpenShared} named `open`. Every process imports it. */
  readonly module: URL;
  /** Where the store is. It is passed to every `open`. @default '' */
  readonly place?: string;
  /** Removes what is left under a name, after its backends were closed. */
  destroy?(cacheName: string): unknown;
}

/**
 * Makes a backend with this name over the store at this place. Two names share nothing; the same name in two processes shares everything.
 */
export type OpenShared = (options: { cacheName: string; place: string }) => Backend | Promise<Backend>;

/** The backend that a module makes, not yet opened. */
export async function openShared(module: string, place: string, cacheName: string): Promise<Backend> {
  const { open }: { open?: unknown } = await import(/* @vite-ignore */ module);
  check(typeof open === "function", `${module} exports no function \`open\``);
  // The cast: what the contract asks of the module.
  return (open as OpenShared)({ cacheName, place });
}
