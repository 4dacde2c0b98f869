import type { ErrorCode } from "./codes.ts";
import { nearestName } from "./nearest-name.ts";

/**
 * The one error class of all packages. A mistake of set-up throws it; trouble of a backend at run time only reports it in an event.
 *
 * `code` names the cause (the documentation has a page of them), `message` says what was wrong and with which value, `remedy` what to do.
 */
export class RcacheError extends Error {
  override readonly name = "RcacheError";
  readonly code: ErrorCode;
  readonly remedy: string;

  /**
   * @param options.remedy what to do about it
   * @param options.cause the error behind this one
   * @param options.unknown a name that does not exist, and those that do: where one of these was probably meant, the remedy asks for it instead
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

/** Whether `x` is one of ours: by name and code, so that it holds where two copies of the package are loaded. */
export function isRcacheError(x: unknown): x is RcacheError {
  return (
    x instanceof Error && x.name === "RcacheError" && "code" in x && String(x.code).startsWith("RCACHE_")
  );
}
