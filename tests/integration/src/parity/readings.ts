/** What a caller does with a response, and all that can be seen of it, as data that compares. */
export const READINGS: Readonly<Record<string, (response: Response) => Promise<unknown>>> = {
  text: (response) => response.text(),
  json: (response) => response.json(),
  arrayBuffer: async (response) => described(await response.arrayBuffer()),
  bytes: async (response) => described(await response.bytes()),
  blob: async (response) => described(await response.blob()),
  formData: async (response) =>
    [...(await response.formData())].map(([name, value]) => [name, String(value)]),
  reader: async (response) => readerText(response),
  "BYOB reader": async (response) => byobText(response),
  iterated: async (response) => {
    const chunks: Uint8Array[] = [];
    if (response.body !== null) for await (const chunk of response.body) chunks.push(chunk);
    return Buffer.concat(chunks).toString("latin1");
  },
  twice: async (response) => [await response.text(), await told(() => response.text()), response.bodyUsed],
  "clone, both": async (response) => {
    const twin = response.clone();
    const texts = await Promise.all([response.text(), twin.text()]);
    return [texts, twin.url, twin.status, sameFields(response, twin)];
  },
  "clone after reading": async (response) => [await response.text(), await told(() => response.clone())],
  "text while locked": async (response) => {
    const reader = response.body?.getReader();
    const first = await told(() => response.text());
    reader?.releaseLock();
    return [first, response.bodyUsed, await told(() => response.text())];
  },
  "clone while locked": async (response) => {
    response.body?.getReader();
    return told(() => response.clone());
  },
  cancelled: async (response) => {
    await response.body?.cancel("enough");
    return [response.bodyUsed, await told(() => response.text())];
  },
  "as another response": async (response) => {
    const made = new Response(response.body, response);
    return [made.status, made.statusText, sameFields(response, made), await made.text(), response.bodyUsed];
  },
  teed: async (response) => {
    const [one, other] = response.body?.tee() ?? [];
    return [await new Response(one).text(), await new Response(other).text()];
  },
  "a changed header": async (response) => [
    await told(() => response.headers.set("x-own", "1")),
    await response.text(),
  ],
  "its kind": async (response) => [
    ...[response instanceof Response, String(response), response.constructor.name, Object.keys(response)],
    ...[JSON.stringify(response), "body" in response, typeof response.text, await response.text()],
  ],
};

function sameFields(one: Response, other: Response): boolean {
  const [fields, others] = [one, other].map(({ headers }) =>
    [...headers].map(([name, value]) => [name, value.trim()]),
  );
  return JSON.stringify(fields) === JSON.stringify(others);
}

function described(bytes: ArrayBuffer | Uint8Array<ArrayBuffer> | Blob): unknown {
  if (bytes instanceof Blob) return bytes.text().then((text) => ["Blob", bytes.type, bytes.size, text]);
  const view = new Uint8Array(bytes);
  return [bytes.constructor.name, view.length, Buffer.from(view.subarray(0, 100)).toString("latin1")];
}

async function readerText({ body }: Response): Promise<unknown> {
  if (body === null) return null;
  const reader = body.getReader();
  let text = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    if (read.value.constructor !== Uint8Array) return read.value.constructor.name;
    text += Buffer.from(read.value).toString("latin1");
  }
  return text;
}

async function byobText({ body }: Response): Promise<unknown> {
  if (body === null) return null;
  const reader = body.getReader({ mode: "byob" });
  let text = "";
  let read = await reader.read(new Uint8Array(8));
  for (; !read.done; read = await reader.read(new Uint8Array(8)))
    text += Buffer.from(read.value).toString("latin1");
  return text;
}

/** What a call comes to, an error by its kind. */
export async function told(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    return errorKind(error);
  }
}

function errorKind(error: unknown): unknown {
  return error instanceof Error ? { error: error.name, class: error.constructor.name } : { thrown: error };
}

/** What can be seen of a response before and after it is read. */
export async function seenOf(
  response: Response,
  reading: string,
): Promise<Readonly<Record<string, unknown>>> {
  const { status, statusText, ok, url, redirected, type, headers, bodyUsed } = response;
  const read = await told(() => READINGS[reading]?.(response));
  return {
    ...{ status, statusText, ok, url, redirected, type, usedBefore: bodyUsed },
    ...Object.fromEntries([...headers].map(([name, value]) => [`field ${name}`, value])),
    ...{
      cookies: headers.getSetCookie(),
      bodyIsNull: response.body === null,
      read,
      usedAfter: response.bodyUsed,
    },
  };
}
