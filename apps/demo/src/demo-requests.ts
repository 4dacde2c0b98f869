import { DO_NOT_CACHE, EXPIRE_IMMEDIATELY } from "@rcache/core";
import type { CachedRequestInit } from "@rcache/fetch";

/** One line of the demo's table. */
export interface DemoRequest {
  /** What the table calls it. */
  readonly label: string;
  readonly url: string;
  readonly init?: CachedRequestInit;
}

/** A host that is nowhere: the same name in every run, whatever port the origin got, so that a later run finds what an earlier one stored. */
export const DEMO_HOST = "http://demo.rcache.test";

/** A few dozen requests, each kind of answer among them, to an origin that takes `delayMs` for each. */
export function demoRequests(delayMs: number): readonly DemoRequest[] {
  return [...RESOURCES, ...SAME_THINGS, ...SPECIAL_CASES].map(([label, target, init]) => {
    const url = `${DEMO_HOST}${target}${target.includes("?") ? "&" : "?"}delay=${delayMs}`;
    return init ? { label, url, init } : { label, url };
  });
}

type Line = readonly [label: string, target: string, init?: CachedRequestInit];

const RESOURCES: readonly Line[] = [
  ...[1, 2, 3, 4, 5, 6].map((id): Line => [`/people/${id}`, `/json?id=${id}&size=2000&etag`]),
  ...[1, 2, 3, 4].map((page): Line => [`/posts?page=${page}`, `/json?page=${page}&size=6000&maxAge=300`]),
  ...[1, 2, 3].map((id): Line => [`/avatars/${id}.bmp`, `/image?avatar=${id}&lastModified`]),
  ["/readme.txt", "/text?size=1200&etag=readme-1"],
  ["/report.pdf (200 kB)", "/bytes/200000?etag=report-7"],
  ["/film.mp4 (2 MB)", "/bytes/2000000?etag=film-1"],
];

/** What is the same request and what is not. */
const SAME_THINGS: readonly Line[] = [
  ["/hello, in English", "/json?vary=accept-language", { headers: { "accept-language": "en" } }],
  ["/hello, in German", "/json?vary=accept-language", { headers: { "accept-language": "de" } }],
  ["/me, Ada's", "/json?me", { headers: { authorization: "Bearer ada" } }],
  ["/me, Bob's", "/json?me", { headers: { authorization: "Bearer bob" } }],
  ["/search?b=2&a=1", "/json?b=2&a=1&size=3000"],
  ["/search?a=1&b=2 (same)", "/json?a=1&b=2&size=3000"],
  ["/list?trace=17", "/json?list&trace=17", { rcache: { ignoredParameters: ["trace"] } }],
  ["/list?trace=99 (same)", "/json?list&trace=99", { rcache: { ignoredParameters: ["trace"] } }],
];

const SPECIAL_CASES: readonly Line[] = [
  ["/old-address (redirects twice)", "/text?redirect=2&to=home"],
  [
    "/query (POST)",
    "/json?query",
    {
      method: "POST",
      body: '{"year":2026}',
      headers: { "content-type": "application/json" },
      rcache: { allowableMethods: ["POST"] },
    },
  ],
  ["/prices (checked each time)", "/json?prices&etag=p4&size=4000", { rcache: { alwaysRevalidate: true } }],
  ["/news (expires at once)", "/json?news&lastModified", { rcache: { expireAfter: EXPIRE_IMMEDIATELY } }],
  [
    "/flaky (fails the second time)",
    "/json?flaky&etag=f1&failAfter=1",
    { rcache: { expireAfter: EXPIRE_IMMEDIATELY, staleIfError: true } },
  ],
  ["/missing (404)", "/text?missing&status=404"],
  ["/live (never kept)", "/json?live", { rcache: { expireAfter: DO_NOT_CACHE } }],
];
