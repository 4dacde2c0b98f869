/** What is asked of the runtime beyond the web platform; all of it may be missing. */
interface Runtime {
  readonly process?: { getBuiltinModule?(id: string): unknown };
  readonly navigator?: { readonly userAgent?: string };
  readonly location?: { readonly href: string };
  readonly XMLHttpRequest?: unknown;
}

// The cast: neither Node's nor the browser's types describe a global that may be either.
const runtime = globalThis as unknown as Runtime;

/** Whether axios' http adapter can work here, by axios' own test. */
export function hasProcess(): boolean {
  return runtime.process !== undefined && String(runtime.process) === "[object process]";
}

/** Whether axios' xhr adapter can work here, by axios' own test. */
export function hasXhr(): boolean {
  return runtime.XMLHttpRequest !== undefined;
}

/** Whether `fetch` shows a 3xx that it did not follow only as an empty, opaque answer, as browsers do. */
export function hidesRedirects(): boolean {
  return runtime.navigator?.userAgent?.startsWith("Mozilla/") === true;
}

/** What a relative URL is relative to, where the runtime has such a thing. */
export function baseUrl(): string | undefined {
  return runtime.location?.href;
}

/** A module built into Node, or undefined elsewhere. */
export function builtinModule(id: string): unknown {
  return runtime.process?.getBuiltinModule?.(id);
}
