import type { ErrorCode } from "./codes.ts";
import { nearestName } from "./nearest-name.ts";

/**
 * The error class of all packages. Configuration errors are thrown; failures of a backend at run time are only reported in an event.
 *
 * `code` names the cause and `remedy` says what to do; `message` says what was wrong, and with which value. The documentation lists every code.
 */
export class RcacheError extends Error {
  override readonly name = "RcacheError";
  /** Names the cause, such as `RCACHE_UNKNOWN_OPTION`. */
  readonly code: ErrorCode;
  /** What to do about it. */
  readonly remedy: string;

  /**
   * @param options.remedy what to do about it
   * @param options.cause the error behind this one
   * @param options.unknown a name that does not exist, and those that do. If one of them was probably meant, the remedy suggests it
   */
  constructor(
    code: ErrorCode,
    message: string,
    options: {
      remedy: string;
      cause?: unknown;
      unknown?: { readonly name: string; readonly known: readonly string[] };
    },
  ) {
    super(`${code}: ${message}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    const meant = options.unknown && nearestName(options.unknown.name, options.unknown.known);
    this.remedy = meant === undefined ? options.remedy : `Did you mean ${meant}?`;
  }
}

/** Whether `x` is an {@link RcacheError}. It compares name and code, so it also works when two copies of the package are loaded. */
export function isRcacheError(x: unknown): x is RcacheError {
  return (
    x instanceof Error && x.name === "RcacheError" && "code" in x && String(x.code).startsWith("RCACHE_")
  );
}
