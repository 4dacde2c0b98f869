import type { HeaderList, HttpRequest } from "@rcache/core";
import type { AxiosInstance, InternalAxiosRequestConfig } from "axios";
import { baseUrl } from "./runtime.ts";

const HTTP = /^https?:\/\//i;

/**
 * What axios would ask, as data: undefined where it is no HTTP (`data:`, a relative URL where nothing says to what), or where only axios can
 * say what is wrong with it. A URL that is wrong otherwise is left to the cache to refuse, which parses it anyway.
 *
 * Credentials that axios puts into the request itself (`auth`) stand among the headers, because they separate users.
 */
export function toHttpRequest(
  config: InternalAxiosRequestConfig,
  bare: AxiosInstance,
): HttpRequest | undefined {
  const url = fullUrl(config, bare);
  if (url === undefined) return undefined;
  const headers = headerLines(config);
  const body = requestBody(config.data);
  const method = (config.method ?? "get").toUpperCase();
  // At most one redirect policy of axios' is a policy of HTTP's: not to follow.
  const redirect = config.maxRedirects === 0 ? ("manual" as const) : undefined;
  return { method, url, headers, body, redirect };
}

function fullUrl(config: InternalAxiosRequestConfig, bare: AxiosInstance): string | undefined {
  const { url = "", params } = config;
  if (params === undefined && HTTP.test(url) && config.allowAbsoluteUrls !== false) return url;
  try {
    const { baseURL, paramsSerializer, allowAbsoluteUrls } = config;
    const uri = bare.getUri({
      url,
      ...(baseURL !== undefined && { baseURL }),
      ...(params !== undefined && { params }),
      ...(paramsSerializer !== undefined && { paramsSerializer }),
      ...(allowAbsoluteUrls !== undefined && { allowAbsoluteUrls }),
    });
    const { protocol, href } = new URL(uri, baseUrl());
    return protocol === "http:" || protocol === "https:" ? href : undefined;
  } catch {
    return undefined;
  }
}

/** Header lines as axios will send them: what is false, null or undefined is not sent. */
function headerLines(config: InternalAxiosRequestConfig): HeaderList {
  const lines: [string, string][] = [];
  const basic = basicCredentials(config);
  if (basic !== undefined) lines.push(["Authorization", basic]);
  // The cast: AxiosHeaders keeps each field as a property; `toJSON` would make an object more.
  for (const [name, value] of Object.entries(config.headers as Record<string, unknown>)) {
    if (value === false || value === null || value === undefined) continue;
    // What `auth` says goes before a header (axios' adapters delete it).
    if (basic !== undefined && name.toLowerCase() === "authorization") continue;
    if (Array.isArray(value)) for (const line of value) lines.push([name, String(line)]);
    else lines.push([name, String(value)]);
  }
  return lines;
}

/** For the key alone: the adapter below encodes `auth` itself. */
function basicCredentials({ auth }: InternalAxiosRequestConfig): string | undefined {
  if (auth === undefined || auth === null) return undefined;
  const bytes = new TextEncoder().encode(`${auth.username ?? ""}:${auth.password ?? ""}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** The body that axios' transforms have left: in memory, or one that can only be sent once. */
function requestBody(data: unknown): HttpRequest["body"] {
  if (data === undefined || data === null) return undefined;
  if (typeof data === "string") return new TextEncoder().encode(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return "streaming";
}
