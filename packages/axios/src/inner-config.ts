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

/** The caller's config for an adapter that asks without the cache: what axios does around adapters has been done, or is done later. */
const WITHOUT_AXIOS = { transformRequest: [], transformResponse: [], rcache: undefined };

/** The caller's own request, asked as it is. */
export function untouchedConfig(config: InternalAxiosRequestConfig, { adapter }: Below): AxiosRequestConfig {
  return { ...config, ...WITHOUT_AXIOS, ...(adapter !== undefined && { adapter }) };
}

/**
 * What is asked of the origin for the cache: the caller's config with the URL, method and header lines that the cache asks for; the bytes as
 * they come, any status, and no limit of the caller's patience.
 */
export function innerConfig(
  config: InternalAxiosRequestConfig,
  { adapter, dialect }: Below,
  asked: HttpRequest,
  { signal, followsHops, isInBackground }: InnerOptions,
): AxiosRequestConfig {
  const isStream = config.responseType === "stream" && dialect !== "xhr";
  const inner: Record<string, unknown> = {
    ...config,
    ...WITHOUT_AXIOS,
    adapter,
    url: asked.url,
    baseURL: undefined,
    params: undefined,
    method: asked.method.toLowerCase(),
    headers: outgoingHeaders(config, asked),
    data: asked.body === undefined ? undefined : config.data,
    // After a redirect to another origin it is gone.
    auth: isAuthorized(asked) ? config.auth : undefined,
    responseType: isStream ? "stream" : "arraybuffer",
    responseEncoding: undefined,
    validateStatus: null,
    signal,
    cancelToken: undefined,
    timeout: isInBackground ? config.timeout : 0,
    onDownloadProgress: isInBackground ? undefined : config.onDownloadProgress,
  };
  // As on the wire, so that the store holds what another client can use too.
  if (dialect === "http") inner["decompress"] = false;
  if (followsHops && dialect === "http") inner["maxRedirects"] = 0;
  if (followsHops && dialect === "fetch")
    inner["fetchOptions"] = { ...config.fetchOptions, redirect: "manual" };
  return inner;
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
