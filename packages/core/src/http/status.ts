const heuristicallyCacheable: ReadonlySet<number> = new Set([
  200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501,
]);
const understood: ReadonlySet<number> = new Set([
  200, 201, 202, 203, 204, 205, 206, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404, 405,
  406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 426, 500, 501, 502, 503, 504, 505,
]);
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "QUERY"]);

/** Whether the status ends an exchange: 200 to 599 (RFC 9110 §15). */
export function isFinalStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status <= 599;
}

/** Whether an answer of that status may be stored without explicit freshness (RFC 9110 §15.1). */
export function isHeuristicallyCacheable(status: number): boolean {
  return heuristicallyCacheable.has(status);
}

/** Whether this cache knows what the status means for caching, as `must-understand` asks (RFC 9111 §5.2.2.3): the final ones of RFC 9110 §15. */
export function isUnderstoodStatus(status: number): boolean {
  return understood.has(status);
}

/** Whether the status sends the client elsewhere by `Location`: 301, 302, 303, 307, 308 (RFC 9110 §15.4). */
export function isRedirectStatus(status: number): boolean {
  return redirects.has(status);
}

/** Whether an answer of that status has no body: 1xx, 204, 205, 304 (RFC 9110 §6.4.1, §15.3.6). */
export function isNullBodyStatus(status: number): boolean {
  return (status >= 100 && status < 200) || status === 204 || status === 205 || status === 304;
}

/** Whether the method, in upper case, asks for no change: GET, HEAD, OPTIONS, TRACE (RFC 9110 §9.2.1), QUERY (RFC 10008). */
export function isSafeMethod(method: string): boolean {
  return safeMethods.has(method);
}
