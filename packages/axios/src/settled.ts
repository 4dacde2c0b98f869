import type { AxiosResponse } from "axios";
import type { AxiosCopy } from "./axios-copy.ts";

/** The response, unless the caller's `validateStatus` refuses its status: then axios' own error. */
export function settled<R extends AxiosResponse>(response: R, { AxiosError, refusalCode }: AxiosCopy): R {
  const { status, config, request } = response;
  const { validateStatus } = config;
  if (!status || !validateStatus || validateStatus(status)) return response;
  const isServers = status >= 500 && status < 600;
  const code =
    status >= 400 && status < 500 ? "ERR_BAD_REQUEST" : isServers ? "ERR_BAD_RESPONSE" : refusalCode;
  throw new AxiosError(`Request failed with status code ${status}`, code, config, request, response);
}
