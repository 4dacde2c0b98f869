import type { HttpRequest } from "@rcache/core";
import type { AxiosRequestConfig, InternalAxiosRequestConfig } from "axios";
import type { Below } from "./below.ts";

/** What of a request to the origin is not the caller's. */
export interface InnerOptions {
  readonly signal: AbortSignal | undefined;
  readonly followsHops: boolean;
  /** Nobody waits for it: it has no progress to tell, and the caller's timeout is its own end. */
  readonly isInBackground: boolean;
}

/** What axios does around adapters: it has been done, or is done later. */
const AROUND = ["transformRequest", "transformResponse", "rcache"];
/** What the cache says itself. */
const REPLACED = new Set([
  ...AROUND,
  ...[
    "adapter",
    "url",
    "baseURL",
    "params",
    "paramsSerializer",
    "allowAbsoluteUrls",
    "method",
    "headers",
    "data",
    "auth",
  ],
  ...[
    "responseType",
    "responseEncoding",
    "validateStatus",
    "signal",
    "cancelToken",
    "timeout",
    "onDownloadProgress",
  ],
]);
/** Defaults of axios' that its http adapter does not look at here. Each option costs a merge, and `transitional` a check of its members. */
const UNUSED_BY_HTTP = new Set(["env", "xsrfCookieName", "xsrfHeaderName", "transitional"]);
/** What axios says for no limit, and does where nothing is said. */
const NO_LIMIT = -1;

/** The caller's own request, asked as it is. */
export function untouchedConfig(config: InternalAxiosRequestConfig, { adapter }: Below): AxiosRequestConfig {
  const inner: Record<string, unknown> = { ...config, adapter };
  for (const name of AROUND) delete inner[name];
  return inner;
}

/**
 * What is asked of the origin for the cache: the caller's config with the URL, method and header lines that the cache asks for; the bytes as
 * they come, any status, and no limit of the caller's patience.
 */
export function innerConfig(
  config: InternalAxiosRequestConfig,
  { adapter, dialect, showsHops }: Below,
  asked: HttpRequest,
  { signal, followsHops, isInBackground }: InnerOptions,
): AxiosRequestConfig {
  const isHttp = dialect === "http";
  const isStream = config.responseType === "stream" && dialect !== "xhr";
  const inner: Record<string, unknown> = {
    adapter,
    url: asked.url,
    method: asked.method.toLowerCase(),
    headers: outgoingHeaders(config, asked),
    responseType: isStream ? "stream" : "arraybuffer",
  };
  const isPlainHttp = isHttp && showsHops && !namesZstd(config);
  const isLeftOut = (name: string): boolean =>
    REPLACED.has(name) || (isPlainHttp && UNUSED_BY_HTTP.has(name));
  for (const [name, value] of Object.entries(config))
    if (value !== undefined && value !== NO_LIMIT && !isLeftOut(name)) inner[name] = value;
  if (asked.body !== undefined) inner["data"] = config.data;
  // After a redirect to another origin it is gone.
  if (config.auth && isAuthorized(asked)) inner["auth"] = config.auth;
  if (signal !== undefined) inner["signal"] = signal;
  if (isInBackground) inner["timeout"] = config.timeout;
  else if (config.onDownloadProgress) inner["onDownloadProgress"] = config.onDownloadProgress;
  // As on the wire, so that the store holds what another client can use too.
  if (isHttp) inner["decompress"] = false;
  if (followsHops && isHttp) inner["maxRedirects"] = 0;
  if (followsHops && dialect === "fetch")
    inner["fetchOptions"] = { ...config.fetchOptions, redirect: "manual" };
  return inner;
}

/** The one member of `transitional` that decides what is asked. The types of older versions do not know it. */
function namesZstd({ transitional }: InternalAxiosRequestConfig): boolean {
  return Object.hasOwn(transitional ?? {}, "advertiseZstdAcceptEncoding");
}

function isAuthorized({ headers }: HttpRequest): boolean {
  return headers.some(([name]) => name.toLowerCase() === "authorization");
}

/** The lines of the request, and the names that the caller does not want to be sent, which axios would otherwise add. */
function outgoingHeaders(
  config: InternalAxiosRequestConfig,
  { headers }: HttpRequest,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  // The cast: AxiosHeaders keeps each field as a property.
  for (const [name, value] of Object.entries(config.headers as Record<string, unknown>))
    if (value === false || value === null) fields[name] = value;
  for (const [name, value] of headers) {
    if (config.auth && name.toLowerCase() === "authorization") continue;
    const before = fields[name];
    fields[name] =
      before === undefined || before === false || before === null ? value : [before, value].flat();
  }
  return fields;
}
