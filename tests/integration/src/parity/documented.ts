import type { Difference } from "./compare.ts";

/** By the name that a row of the documentation has: what it explains. */
export const EXPLAINED: Readonly<Record<string, (difference: Difference) => boolean>> = {
  connection: ({ phase, what, ours }) =>
    phase === "hit" &&
    /^field (connection|keep-alive|transfer-encoding|trailer)$/.test(what) &&
    ours === undefined,
  age: ({ phase, what, cell, plain }) =>
    phase === "hit" &&
    cell.cache === "headers" &&
    (what === "field age" || what === "field date") &&
    plain === undefined,
  "white-space": ({ what, plain, ours }) =>
    what.startsWith("field ") &&
    typeof plain === "string" &&
    plain !== ours &&
    plain.replace(/[\t ]+$/, "") === ours,
  "headers-can-change": ({ cell, what, plain, ours }) =>
    cell.reading === "a changed header" &&
    (what === "field x-own"
      ? ours === "1"
      : what === "read" && String(textRead(plain)) === String(textRead(ours))),
  range: ({ phase, cell, what }) =>
    phase === "hit" &&
    cell.headers === "range" &&
    /^(status|statusText|ok|bodyIsNull|read|usedAfter|field content-(length|range))$/.test(what),
  "unasked-304": ({ cell }) =>
    cell.status === "304" && ["unsaid", "GET", "get", "HEAD", "OPTIONS"].includes(cell.method),
  "cut-off-redirect": ({ cell, what, ours }) =>
    (what === "fetch" ? ours === "answers" : what.startsWith("sent ")) &&
    cell.status.startsWith("3") &&
    /^(cut off|no gzip)/.test(cell.framing),
  "came-back": ({ phase, cell, what }) =>
    phase === "hit" && /^(redirected$|sent )/.test(what) && ["to itself", "empty"].includes(cell.location),
  "user-in-location": ({ phase, cell, what }) =>
    cell.location === "with a user" &&
    (phase === "hit"
      ? /^(field location|fetch)$/.test(what)
      : what === "fetch" && cell.more === "same-origin"),
  "form-boundary": ({ cell, what, plain, ours }) =>
    cell.body === "form" &&
    (/^sent field content-length/.test(what) ||
      (/^sent /.test(what) && withoutBoundary(plain) === withoutBoundary(ours))),
  "body-of-a-request": ({ cell, what, ours }) =>
    cell.form.startsWith("Request") &&
    cell.body === "stream" &&
    (what === "fetch" ? ours === "answers" : /^sent field (content-length|transfer-encoding) /.test(what)),
  validation: ({ phase, what }) =>
    phase === "hit" && /^sent field (if-none-match|if-modified-since|cache-control|pragma) /.test(what),
};

/** A fault of Node 22's fetch, which the page mentions beside its table: bytes in a buffer are not sent again after a redirect. */
export function isFaultOfNode22({ cell, what, ours }: Difference): boolean {
  const isBuffer = ["bytes", "part of a buffer", "ArrayBuffer", "DataView"].includes(cell.body);
  return process.version.startsWith("v22.") && isBuffer && what === "fetch" && ours === "answers";
}

/** What a reading that also changed a header has read. */
function textRead(read: unknown): unknown {
  return Array.isArray(read) ? read[1] : read;
}

function withoutBoundary(sent: unknown): string {
  return String(sent).replaceAll(/----(?:formdata-undici-\d+|rcache-form-boundary)/g, "boundary");
}

/** The names of the rows in a page's table, each in code quotes at the beginning of its row. */
export function namesIn(page: string): readonly string[] {
  return [...page.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  );
}
