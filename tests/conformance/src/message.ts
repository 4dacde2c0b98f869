import type { HeaderList, HttpResponse } from "@rcache/core";

/** Fields by name, more than one line as a list; or lines in their order. */
export type Fields = Readonly<Record<string, string | readonly string[]>> | HeaderList;

/** Fields as lines. */
export function headerList(fields: Fields = {}): HeaderList {
  if (isHeaderList(fields)) return fields;
  return Object.entries(fields).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : value.map((line) => [name, line] as const),
  );
}

/** The lines of a field, in order. */
export function fieldLines(headers: HeaderList, name: string): readonly string[] {
  return headers.filter(([other]) => other.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/** A body as a message has it; text as UTF-8. */
export function bodyOf(body: string | HttpResponse["body"] = ""): HttpResponse["body"] {
  return typeof body === "string" ? new TextEncoder().encode(body) : body;
}

/** A body read to its end, as text. */
export async function textOf(body: HttpResponse["body"]): Promise<string> {
  if (body === null) return "";
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

function isHeaderList(fields: Fields): fields is HeaderList {
  return Array.isArray(fields);
}
