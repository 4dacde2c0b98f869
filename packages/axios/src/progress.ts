import type { HandledResponse } from "@rcache/core";
import type { AxiosProgressEvent } from "axios";
import type { Call } from "./call.ts";
import { firstValue } from "./response-headers.ts";

/** An answer that was not fetched for this caller is there at once: one event of axios' kind says so. */
export function tellProgress({ body, headers }: HandledResponse, { config }: Call): void {
  const { onDownloadProgress } = config;
  if (onDownloadProgress === undefined || !(body instanceof Uint8Array)) return;
  const declared = Number(firstValue(headers, "content-length") ?? Number.NaN);
  const isKnown = Number.isFinite(declared);
  const loaded = body.length;
  const event: AxiosProgressEvent = {
    loaded,
    ...(isKnown && { total: declared, progress: declared === 0 ? 1 : loaded / declared }),
    bytes: loaded,
    event: undefined,
    lengthComputable: isKnown,
    download: true,
  };
  // As axios does: what the listener throws is nobody's answer.
  queueMicrotask(() => onDownloadProgress(event));
}
