import type { AxiosRequestConfig } from "axios";

const TYPES = [undefined, "json", "text", "arraybuffer", "blob", "document", "stream"] as const;
const TRANSFERS = ["plain", "gzip", "chunked"] as const;

const byType = TYPES.flatMap((responseType) =>
  TRANSFERS.map((transfer): [string, () => AxiosRequestConfig] => [
    `responseType ${responseType ?? "unsaid"}, ${transfer}`,
    () => ({ url: `/${transfer}`, ...(responseType !== undefined && { responseType }) }),
  ]),
);

/** What a page asks: by name, so that it can be told to a browser. The answers are arranged by the path. */
export const CELLS: Readonly<Record<string, () => AxiosRequestConfig>> = {
  ...Object.fromEntries(byType),
  "a document of HTML": () => ({ url: "/html", responseType: "document" }),
  "another charset": () => ({ url: "/latin1" }),
  "a byte order mark": () => ({ url: "/marked" }),
  "a Blob without a type": () => ({ url: "/untyped", responseType: "blob" }),
  "JSON that is none": () => ({ url: "/broken-json" }),
  HEAD: () => ({ url: "/plain", method: "head" }),
  "204": () => ({ url: "/204" }),
  "404": () => ({ url: "/404" }),
  "500 with validateStatus null": () => ({ url: "/500", validateStatus: null }),
  params: () => ({ url: "/plain", params: { a: [1, 2], b: "x y" } }),
  transformResponse: () => ({ url: "/plain", transformResponse: (data: unknown) => [typeof data] }),
  redirects: () => ({ url: "/from" }),
  auth: () => ({ url: "/plain", auth: { username: "Ada", password: "secret" } }),
  "a connection that is reset": () => ({ url: "/reset" }),
  "a body that is cut": () => ({ url: "/cut" }),
  "a timeout": () => ({ url: "/hang", timeout: 30 }),
  "a timeout with a message and a code": () => ({
    url: "/hang",
    timeout: 30,
    timeoutErrorMessage: "too slow",
    transitional: { clarifyTimeoutError: true },
  }),
  "a caller who cancels": () => ({ url: "/hang", signal: AbortSignal.timeout(30) }),
  "POST of JSON": () => ({ url: "/plain", method: "post", data: { a: 1 } }),
  "POST of a form": () => {
    const data = new FormData();
    data.append("a", "1");
    return { url: "/plain", method: "post", data };
  },
  "a data: URL": () => ({ baseURL: "", url: "data:text/plain,hello", responseType: "text" }),
};
