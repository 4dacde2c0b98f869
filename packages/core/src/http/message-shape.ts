/** Why something is no `HttpRequest`, in words that complete "it is not a request: …"; undefined: it is one, as far as its form goes. */
export function faultOfRequest(value: unknown): string | undefined {
  if (!isObject(value)) return `${shown(value)} is no object`;
  const { method, url, headers, body } = value;
  if (typeof url !== "string" || typeof method !== "string" || method === "")
    return "it has no method and no url, which are texts";
  if (!Array.isArray(headers)) return `its headers are ${shown(headers)}, not a list of pairs`;
  const isUnread = body === "streaming" || body === "unread";
  return typeof body === "string" && !isUnread ? "its body is a text, not bytes" : undefined;
}

/** The same of an `HttpResponse`. */
export function faultOfResponse(value: unknown): string | undefined {
  if (!isObject(value)) return `${shown(value)} is no object`;
  if (typeof value["status"] !== "number") return "it has no status, which is a number";
  return Array.isArray(value["headers"])
    ? undefined
    : `its headers are ${shown(value["headers"])}, not a list of pairs`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Without what is in it: that may be a secret. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  const { name = "" } = value.constructor ?? {};
  return name === "" || name === "Object" ? "an object" : `a ${name}`;
}
