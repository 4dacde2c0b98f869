import { Readable } from "node:stream";
import { inspect, isDeepStrictEqual } from "node:util";

/** What programs, frameworks and tools do with a response, each as data that compares. */
export type Use = (response: Response) => unknown;

const getterOf = (name: "status" | "headers" | "body"): ((response: Response) => unknown) => {
  const get = Object.getOwnPropertyDescriptor(Response.prototype, name)?.get;
  return (response) => get?.call(response);
};

/** How Next.js clones: two responses of a body that is split. */
function splitByHand(original: Response): readonly [Response, Response] {
  const { status, statusText, headers } = original;
  const [one, other] = original.body?.tee() ?? [];
  const clones = [one, other].map((body) => {
    const clone = new Response(body ?? null, { status, statusText, headers });
    return Object.defineProperty(clone, "url", { value: original.url, configurable: true });
  });
  const [first = original, second = original] = clones;
  return [first, second];
}

/** How SvelteKit watches what a page reads of a response. */
function watched(original: Response, read: string[]): Response {
  return new Proxy(original, {
    get(target, name) {
      read.push(String(name));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

export const USES: Readonly<Record<string, Use>> = {
  instanceof: (response) => response instanceof Response,
  toStringTag: (response) => [
    // The cast: to the compiler, nobody does this.
    response[Symbol.toStringTag as never],
    Object.prototype.toString.call(response),
  ],
  constructor: (response: Response) => [response.constructor === Response, response.constructor.name],
  "String()": (response) => String(response),
  "typeof its members": (response) =>
    ["text", "json", "clone", "headers", "status", "url", "body", "then"].map(
      (name) => typeof Reflect.get(response, name),
    ),
  in: (response) =>
    ["body", "status", "ok", "redirected", "type", "bytes", "then"].map((name) => name in response),
  "own names": (response) => Object.getOwnPropertyNames(response),
  "own descriptors": (response) => Object.keys(Object.getOwnPropertyDescriptors(response)),
  "own symbols": (response) => Object.getOwnPropertySymbols(response).length,
  keys: (response) => Object.keys(response),
  "for in": (response) => {
    const names: string[] = [];
    for (const name in response) names.push(name);
    return names.sort((a, b) => (a < b ? -1 : 1));
  },
  spread: (response) => ({ ...response }),
  "Object.assign": (response) => Object.assign({}, response),
  JSON: (response) => JSON.stringify({ response }),
  "is extensible": (response) => [Object.isExtensible(response), Object.isFrozen(response)],
  "a property of one's own": (response) => Object.assign(response, { data: 1 }).data,
  "a url of one's own": (response) => Object.defineProperty(response, "url", { value: "x" }).url,
  "an assigned status": (response) => Reflect.set(response, "status", 500) || response.status,
  inspect: (response) => inspect(response).split(" ")[0],
  "deep equality with itself": (response) => isDeepStrictEqual(response, response),
  "equal headers twice": (response) => {
    const { headers, body } = response;
    return [headers === response.headers, body === response.body];
  },
  structuredClone: (response) => typeof structuredClone(response),
  "a message": (response) => new MessageChannel().port1.postMessage(response),
  "a transferred body": async (response) => {
    const { body } = response;
    if (body === null) return null;
    // The cast: to the compiler, nobody does this.
    return new Response(structuredClone(body, { transfer: [body as never] })).text();
  },
  "new Response(body, response)": async (response) => {
    const made = new Response(response.body, response);
    return [made.status, made.statusText, made.headers.get("x-a"), await made.text()];
  },
  "new Response(null, response)": (response) => {
    const made = new Response(null, response);
    return [made.status, made.statusText, made.headers.get("x-a")];
  },
  "new Response(body, { headers })": async ({ body, headers }) => {
    const made = new Response(body, { headers });
    return [made.headers.get("x-a"), await made.text()];
  },
  "body of a Request": async ({ body }) =>
    // The cast: to the compiler, nobody does this.
    new Request("http://a.test", { method: "POST", body, duplex: "half" } as RequestInit).text(),
  "Response.prototype.clone.call": (response) => Response.prototype.clone.call(response).status,
  "Response.prototype.text.call": (response) => Response.prototype.text.call(response),
  "a getter of Response.prototype": (response) => getterOf("status")(response),
  "the headers getter of Response.prototype": (response) => typeof getterOf("headers")(response),
  "the body getter of Response.prototype": (response) => typeof getterOf("body")(response),
  "Reflect.get with another receiver": (response) => Reflect.get(response, "status", {}),
  "an object that inherits from it": (response) => Object.create(response).status,
  "a bare Proxy": (response) => new Proxy(response, {}).status,
  "SvelteKit's Proxy": async (response) => {
    const read: string[] = [];
    return [await watched(response, read).json(), watched(response, read).status, read];
  },
  "Next.js' clones": async (response) => {
    const [one, other] = splitByHand(response);
    return [await one.text(), await other.json(), one.url, other.status];
  },
  "Remix' isResponse": ({ status, statusText, headers, body }) =>
    [typeof status, typeof statusText, typeof headers, typeof body].join(),
  "Hono's new headers": async (response) => {
    const headers = new Headers(response.headers);
    headers.append("x-b", "2");
    const made = new Response(response.body, { status: response.status, headers });
    return [[...made.headers.keys()].includes("x-b"), await made.text()];
  },
  "Readable.fromWeb": async ({ body }) => {
    const chunks: Buffer[] = [];
    // The cast: to the compiler, nobody does this.
    if (body !== null) for await (const chunk of Readable.fromWeb(body as never)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  },
  pipeThrough: async ({ body }) => {
    let text = "";
    if (body !== null) for await (const piece of body.pipeThrough(new TextDecoderStream())) text += piece;
    return text;
  },
  pipeTo: async ({ body }) => {
    let bytes = 0;
    const write = (chunk: Uint8Array): void => {
      bytes += chunk.length;
    };
    await body?.pipeTo(new WritableStream({ write }));
    return bytes;
  },
  "Object.fromEntries(headers)": ({ headers }) => Object.fromEntries(headers)["x-a"],
  "headers instanceof Headers": ({ headers }) => [headers instanceof Headers, headers.constructor.name],
  "body instanceof ReadableStream": ({ body }) => body instanceof ReadableStream,
  "a Blob's type": async (response) => (await response.blob()).type,
  // The cast: to the compiler, nobody does this.
  "WebAssembly.compileStreaming": (response) => WebAssembly.compileStreaming(response as never),
  awaited: async (response) => (await response) === response,
  "in a Map and a Set": (response) => [
    new Map([[response, 1]]).get(response),
    new Set([response]).has(response),
  ],
  // The cast: to the compiler, nobody does this.
  "methods taken off": ({ text }) => text.call(undefined as never),
  "a bound method": (response) => response.text.bind(response)(),
  "a patched Response.prototype.json": async (response) => {
    const { json } = Response.prototype;
    let calls = 0;
    Response.prototype.json = function patched(this: Response) {
      calls += 1;
      return json.call(this);
    };
    try {
      return [await response.json(), calls];
    } finally {
      Response.prototype.json = json;
    }
  },
  "a method added to Response.prototype": (response) => {
    Object.defineProperty(Response.prototype, "answer", { value: () => 42, configurable: true });
    try {
      return Reflect.get(response, "answer")();
    } finally {
      Reflect.deleteProperty(Response.prototype, "answer");
    }
  },
  "Response.error and redirect beside it": (response) =>
    Response.redirect(response.url, 307).headers.get("location") === response.url,
};
