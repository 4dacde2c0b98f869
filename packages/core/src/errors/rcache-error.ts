import type { ErrorCode } from "./codes.ts";

/**
 * The one error class of all packages. A mistake of set-up throws it; trouble of a backend at run time only reports it in an event.
 *
 * `code` names the cause (the documentation has a page of them), `message` says what was wrong and with which value, `remedy` what to do.
 */
export class RcacheError extends Error {
  override readonly name = "RcacheError";
  readonly code: ErrorCode;
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, options: { remedy: string; cause?: unknown }) {
    super(`${code}: ${message}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.remedy = options.remedy;
  }
}

/** Whether `x` is one of ours: by name and code, so that it holds where two copies of the package are loaded. */
export function isRcacheError(x: unknown): x is RcacheError {
  return (
    x instanceof Error && x.name === "RcacheError" && "code" in x && String(x.code).startsWith("RCACHE_")
  );
}
