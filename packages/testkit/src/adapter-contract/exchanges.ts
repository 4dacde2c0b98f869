import { everyByte, text } from "../builders/entry-of.ts";
import { check, checkEqual } from "../check.ts";
import { type AdapterProof, ask, checkSource, endToEndLines, field, type Read } from "./stage.ts";

/** A1, A3–A7: what an answer from the cache has in common with the origin's. */
export const exchangeProofs: readonly AdapterProof[] = [
  {
    name: "A1 the second answer comes from the cache with the same bytes, status, status text and header lines",
    async prove({ client, origin, request }) {
      const headers = { "content-type": "text/plain; charset=utf-8", "x-one": "1", etag: '"1"' };
      origin.answer("/a", { headers, body: "päper" });
      const own = client();
      const first = await ask(own, request("/a?x=1"));
      checkSource(first, "origin", "the first answer");
      checkEqual(first.response.status, 200, "status");
      checkEqual(field(first.response, "x-one"), "1", "a header field of the origin");
      checkEqual(first.body, text("päper"), "body");
      const second = await ask(own, request("/a?x=1"));
      checkSource(second, "cache", "the second answer");
      checkSame(second, first, "the second answer");
      checkEqual(second.response.url, `${origin.url}/a?x=1`, "url");
      checkEqual(origin.requests.length, 1, "requests that the origin was asked");
    },
  },
  {
    name: "A3 repeated header lines come back, and Set-Cookie lines stay apart",
    async prove({ client, origin, request }) {
      const cookies = ["a=1; Expires=Thu, 01 Jan 2037 00:00:00 GMT", "b=2; Path=/", "a=3"];
      origin.answer("/a", { headers: { "Set-Cookie": cookies, "X-Many": ["1", "2, 3"] }, body: "x" });
      // An answer from the store carries none otherwise.
      const own = client({ replaySetCookie: true });
      const first = await ask(own, request("/a"));
      const second = await ask(own, request("/a"));
      checkSource(second, "cache", "the second answer");
      for (const { response } of [first, second]) {
        const lines = response.headers.filter(([name]) => name.toLowerCase() === "set-cookie");
        checkEqual(
          lines.map(([, value]) => value),
          cookies,
          "Set-Cookie lines",
        );
        checkEqual(field(response, "x-many"), "1, 2, 3", "a field of two lines");
      }
      checkSame(second, first, "the second answer");
    },
  },
  {
    name: "A4 HEAD has no body, is answered from the cache, and never answers a GET",
    async prove({ client, origin, request }) {
      origin.answer("/a", { headers: { "content-type": "text/plain" }, body: "four" });
      const own = client();
      const head = request("/a", { method: "HEAD" });
      const first = await ask(own, head);
      checkEqual([first.response.status, first.body.length], [200, 0], "status and bytes of HEAD");
      checkEqual((await ask(own, head)).body.length, 0, "bytes of a second HEAD");
      const get = await ask(own, request("/a"));
      checkSource(get, "origin", "GET after HEAD");
      checkEqual(get.body, text("four"), "body of GET after HEAD");
      const again = await ask(own, head);
      checkSource(again, "cache", "HEAD after GET");
      checkEqual([again.response.status, again.body.length], [200, 0], "status and bytes of HEAD after GET");
      checkEqual(field(again.response, "content-type"), "text/plain", "a field of HEAD after GET");
    },
  },
  {
    name: "A5 a 304 confirms what is stored: its body, with the new header lines",
    async prove({ client, clock, origin, request }) {
      const first = { headers: { etag: '"1"', "x-old": "1", "x-count": "1" }, body: everyByte(300) };
      origin.answer("/a", first, { status: 304, headers: { etag: '"1"', "x-count": "2" } });
      const own = client({ expireAfter: 60 });
      await ask(own, request("/a"));
      clock.advance(61_000);
      const confirmed = await ask(own, request("/a"));
      checkEqual(origin.requests[1]?.headers["if-none-match"], '"1"', "If-None-Match of the second request");
      checkEqual(confirmed.response.status, 200, "status of a confirmed answer");
      checkEqual(confirmed.body, everyByte(300), "body of a confirmed answer");
      checkEqual(confirmed.response.cache.revalidated, true, "revalidated");
      checkEqual(field(confirmed.response, "x-old"), "1", "a field that the 304 does not name");
      checkEqual(field(confirmed.response, "x-count"), "2", "a field that the 304 names");
      const third = await ask(own, request("/a"));
      checkSource(third, "cache", "the answer after a 304");
      checkEqual(third.body, everyByte(300), "body after a 304");
      checkEqual(origin.requests.length, 2, "requests that the origin was asked");
    },
  },
  {
    name: "A6 answers that vary are kept side by side",
    async prove({ client, origin, request }) {
      const headers = { vary: "Accept-Language" };
      origin.answer("/a", { headers, body: "de" }, { headers, body: "en" }, { headers, body: "wrong" });
      const own = client();
      const inLanguage = (language: string) => request("/a", { headers: [["Accept-Language", language]] });
      for (const language of ["de", "en", "de", "en"]) {
        const { body } = await ask(own, inLanguage(language));
        checkEqual(body, text(language), `body in ${language}`);
      }
      checkEqual(origin.requests.length, 2, "requests that the origin was asked");
    },
  },
  {
    name: "A7 redirects are followed, from the cache too, and their history is the same",
    async prove({ client, origin, request }) {
      origin.answer("/from", { status: 302, headers: { location: "/via" } });
      origin.answer("/via", { status: 301, headers: { location: "/to?x=1" } });
      origin.answer("/to", { body: "there" });
      const own = client();
      const first = await ask(own, request("/from"));
      const second = await ask(own, request("/from"));
      checkSource(second, "cache", "the second answer");
      for (const { response, body } of [first, second]) {
        checkEqual([response.status, response.url], [200, `${origin.url}/to?x=1`], "status and URL");
        checkEqual(body, text("there"), "body");
      }
      const hops = (read: Read): unknown => read.response.history?.map(({ url, status }) => [url, status]);
      // A transport that hides the hops has no history to give.
      if ((first.response.history ?? []).length > 0) {
        const followed = [`${origin.url}/from`, `${origin.url}/via`];
        checkEqual(
          hops(first),
          followed.map((url, i) => [url, [302, 301][i]]),
          "history",
        );
        checkEqual(hops(second), hops(first), "history from the cache");
      }
      checkEqual(origin.requests.length, 3, "requests that the origin was asked");
    },
  },
];

function checkSame(second: Read, first: Read, what: string): void {
  checkEqual(second.body, first.body, `${what}: body`);
  checkEqual(second.response.status, first.response.status, `${what}: status`);
  checkEqual(second.response.statusText, first.response.statusText, `${what}: status text`);
  checkEqual(second.response.url, first.response.url, `${what}: url`);
  checkEqual(endToEndLines(second.response), endToEndLines(first.response), `${what}: header lines`);
  check(first.response.coding === second.response.coding, `${what}: coding`);
}
