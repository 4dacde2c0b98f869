import type { HttpRequest } from "@rcache/core";
import type { InternalAxiosRequestConfig } from "axios";

/** Options of a connection that say who is asked, or as whom, beside the URL. */
const OF_THE_CONNECTION = ["cert", "key", "pfx", "lookup", "socketPath", "createConnection"] as const;

/**
 * Whether the URL does not say who is asked or as whom: over a unix socket, by a transport or a look-up of the caller's own, with a client's
 * certificate, or in the name of another host. Two such requests may have one URL and nothing else in common.
 */
export function isElsewhere(config: InternalAxiosRequestConfig, request: HttpRequest): boolean {
  // By name: the types of older versions do not know all of them.
  const said = (name: string): unknown => Reflect.get(config, name);
  if (said("socketPath") || said("transport") || said("lookup")) return true;
  if (namesConnection(said("http2Options"))) return true;
  for (const agent of [said("httpAgent"), said("httpsAgent")]) {
    if (typeof agent !== "object" || agent === null) continue;
    if (namesConnection(Reflect.get(agent, "options")) || Object.hasOwn(agent, "createConnection"))
      return true;
  }
  const host = request.headers.find(([name]) => name.toLowerCase() === "host")?.[1];
  return host !== undefined && host.toLowerCase() !== URL.parse(request.url)?.host;
}

function namesConnection(options: unknown): boolean {
  if (typeof options !== "object" || options === null) return false;
  return OF_THE_CONNECTION.some((name) => {
    const value: unknown = Reflect.get(options, name);
    return value !== undefined && value !== null;
  });
}
