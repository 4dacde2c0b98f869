import { request } from "node:http";

/** Asks the origin once, by `node:http`. */
export function send({ method, url, headers, body }, { signal }) {
  return new Promise((resolve, reject) => {
    const message = request(url, { method, headers: linesOf({ url, headers, body }) });
    const abort = () => message.destroy(new Error("The cache has ended the exchange."));
    signal?.addEventListener("abort", abort);
    message.on("close", () => signal?.removeEventListener("abort", abort));
    message.on("error", reject);
    message.on("response", (answer) => {
      const { statusCode: status, statusMessage: statusText } = answer;
      const fields = Object.entries(answer.headersDistinct).flatMap(([name, values]) =>
        values.map((value) => [name, value]),
      );
      const isEmpty = method === "HEAD" || status === 204 || status === 304;
      if (isEmpty) answer.resume();
      resolve({ status, statusText, url, headers: fields, body: isEmpty ? null : answer, coding: "wire" });
    });
    if (signal?.aborted) abort();
    message.end(body instanceof Uint8Array ? body : undefined);
  });
}

// With headers as a list, which keeps repeated lines, node:http adds neither Host nor Content-Length.
function linesOf({ url, headers, body }) {
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const lines = headers.flat();
  if (!given.has("host")) lines.unshift("Host", new URL(url).host);
  if (body instanceof Uint8Array && !given.has("content-length"))
    lines.push("Content-Length", String(body.length));
  return lines;
}
