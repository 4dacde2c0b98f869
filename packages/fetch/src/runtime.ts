/** What is asked of the runtime beyond the web platform; all of it may be missing. */
interface Runtime {
  readonly process?: {
    readonly versions?: Readonly<Record<string, string | undefined>>;
    getBuiltinModule?(id: string): unknown;
  };
  readonly navigator?: { readonly userAgent?: string };
  readonly location?: { readonly href: string; readonly origin: string };
  readonly Bun?: unknown;
  readonly Deno?: unknown;
  /** Of all runtimes, workerd alone has it, whatever its compatibility flags and date. */
  readonly WebSocketPair?: unknown;
}

// The cast: neither Node's nor the browser's types describe a global that may be either.
const runtime = globalThis as unknown as Runtime;

/**
 * Whether this is Node itself, whose programs take an object with `Response.prototype` for a response. Bun's and Deno's servers do not, nor does
 * workerd, which passes for Node with `nodejs_compat`.
 */
export function isNode(): boolean {
  return (
    runtime.process?.versions?.["node"] !== undefined &&
    runtime.Bun === undefined &&
    runtime.Deno === undefined &&
    runtime.WebSocketPair === undefined
  );
}

/** Whether `fetch` shows a 3xx that it did not follow only as an empty, opaque answer, as browsers do. */
export function hidesRedirects(): boolean {
  return runtime.navigator?.userAgent?.startsWith("Mozilla/") === true;
}

/** What a relative URL is relative to, where the runtime has such a thing. */
export function baseUrl(): string | undefined {
  return runtime.location?.href;
}

/** `Response.type` of an answer from this URL, as the Fetch standard names it. */
export function responseType(url: string): ResponseType {
  const origin = runtime.location?.origin;
  return origin === undefined || url.startsWith(`${origin}/`) ? "basic" : "cors";
}

/** A module built into Node, or undefined elsewhere. */
export function builtinModule(id: string): unknown {
  return runtime.process?.getBuiltinModule?.(id);
}
