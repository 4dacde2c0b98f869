/** Fields of one connection or one exchange: they are not stored. */
const NOT_COMPARED = new Set(["connection", "keep-alive", "transfer-encoding", "date", "age"]);

/** What a page sees of a request's end, as data that can leave it. */
export async function shown(asking: Promise<unknown>): Promise<unknown> {
  try {
    return { response: await response(await asking) };
  } catch (error) {
    return { error: await failure(error) };
  }
}

async function response(given: unknown): Promise<unknown> {
  const { status, statusText, headers, data, config, request } = record(given);
  const fields = Object.entries(record(headers)).filter(([name]) => !NOT_COMPARED.has(name.toLowerCase()));
  return {
    status,
    statusText,
    headers: fields.sort(([a], [b]) => (a < b ? -1 : 1)),
    data: await content(data),
    url: record(config)["url"],
    asked: record(request)["responseURL"] ?? record(request)["url"],
  };
}

async function failure(error: unknown): Promise<unknown> {
  const { name, message, code, config, request } = record(error);
  const given = record(error)["response"];
  return {
    name,
    message,
    code,
    isCanceled: record(error)["__CANCEL__"] ?? false,
    url: record(config)["url"],
    hasRequest: request !== undefined && request !== null,
    response: given === undefined ? "none" : await response(given),
  };
}

async function content(data: unknown): Promise<unknown> {
  if (data instanceof ArrayBuffer) return `ArrayBuffer ${[...new Uint8Array(data)].join(" ")}`;
  if (data instanceof Blob) return `Blob ${data.type} ${await data.text()}`;
  if (data instanceof Document) return `Document ${data.contentType} ${data.documentElement.outerHTML}`;
  if (data instanceof ReadableStream) return `ReadableStream ${await new Response(data).text()}`;
  return data;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  // The cast: members are only looked at.
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
