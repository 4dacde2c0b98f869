import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDigests, PRIVATE, RULES, settingsOf } from "../../test/builders.ts";
import { holds } from "../../test/holds.ts";
import { randomUrl } from "../../test/random-url.ts";
import type { ResolvedSettings } from "../settings/effective/resolve.ts";
import { targetUri } from "./target-uri.ts";

const SEED = 9110;
const NUM_RUNS = 10_000;
const NOTHING_SECRET = settingsOf({ cacheControl: true, partitionBy: "nothing" });

function targetOf(url: string, settings: ResolvedSettings = PRIVATE): string {
  return targetUri(url, settings, openDigests).target;
}

function holdsFor<T>(values: fc.Arbitrary<T>, check: (value: T) => void): void {
  holds(fc.property(values, check), { seed: SEED, numRuns: NUM_RUNS });
}

// Only characters that the fast path may let through, and some that it must not.
const nearlyNormal = fc
  .tuple(
    fc.constantFrom("http://", "https://"),
    fc
      .array(fc.constantFrom("a", "b-c", "1", "0x1", "com", "1a", "a1", "-", "--", "xn--a", "xn--nxasmq6b"), {
        minLength: 1,
        maxLength: 3,
      })
      .chain((labels) => fc.constantFrom(labels.join("."), "127.0.0.1", "255.10.0.256", "1.2.3.04")),
    fc.constantFrom("", "", "", ":1", ":80", ":443", ":8080", ":59999", ":64999", ":65535", ":080"),
    fc
      .array(fc.constantFrom("", "a", "A-", "_", "~x", "a..", "a.b", ".", "..", ".a", "9"), { maxLength: 4 })
      .map((segments) => segments.map((segment) => `/${segment}`).join("")),
    fc.oneof(fc.constant(""), fc.stringMatching(/^\?[!-~]{0,6}$/)),
  )
  .map((parts) => parts.join(""))
  .filter((url) => URL.canParse(url));

describe(`targetUri of random URLs (seed ${SEED})`, () => {
  it("§4 rule 39: the target of a target is itself, in each profile", () => {
    holdsFor(randomUrl, (url) => {
      for (const settings of [RULES, PRIVATE]) {
        const target = targetOf(url, settings);
        expect(targetOf(target, settings)).toBe(target);
      }
    });
  });

  it("§4 rule 39: where nothing is escaped, it is what the URL parser writes", () => {
    holdsFor(
      randomUrl.filter((url) => !new URL(url).href.includes("%")),
      (url) => {
        const parsed = new URL(url);
        parsed.username = "";
        parsed.password = "";
        const hashAt = parsed.href.indexOf("#");
        const expected = hashAt < 0 ? parsed.href : parsed.href.slice(0, hashAt);
        expect(targetOf(url, NOTHING_SECRET)).toBe(expected);
      },
    );
  });

  it("§4 rule 39: the fast way and the URL parser's agree", () => {
    // An empty fragment means nothing, and is never fast.
    for (const urls of [nearlyNormal, randomUrl.filter((url) => !/#|\s$/.test(url))])
      holdsFor(urls, (url) => {
        for (const settings of [RULES, PRIVATE])
          expect(targetUri(url, settings, openDigests)).toEqual(targetUri(`${url}#`, settings, openDigests));
      });
    holdsFor(nearlyNormal, (url) => {
      const { href } = new URL(url);
      if (!/[?#%]/.test(href)) expect(targetOf(url)).toBe(href);
    });
  });

  it("§4 rule 39: escaping what needs no escape changes nothing", () => {
    const places = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 });
    holdsFor(fc.tuple(randomUrl, places), ([url, escaped]) => {
      const { origin, pathname, search } = new URL(url);
      // Node 22's parser leaves dot segments behind one that begins with a dot (`/.a/..`), and only without escapes.
      fc.pre(!/\/\.\.?(\/|$)/.test(pathname));
      // A stray % or a numeric escape beside it would become another escape.
      fc.pre(!/%(?![0-9a-fA-F]{2})/.test(pathname + search));
      let at = 0;
      const twin = (pathname + search).replace(/%[0-9a-fA-F]{2}|[a-zA-Z0-9~_-]/g, (text) => {
        at += 1;
        const isEscaped = escaped[at % escaped.length];
        return text.length > 1 || !isEscaped ? text : `%${text.charCodeAt(0).toString(16)}`;
      });
      expect(targetOf(origin + twin, NOTHING_SECRET)).toBe(
        targetOf(origin + pathname + search, NOTHING_SECRET),
      );
    });
  });

  it("§2 rule 38: URLs that the parser writes differently, escapes aside, are different targets", () => {
    holdsFor(fc.tuple(randomUrl, randomUrl), ([one, other]) => {
      const [a, b] = [one, other].map((url) => withoutEscapes(new URL(url)));
      expect(targetOf(one, NOTHING_SECRET) === targetOf(other, NOTHING_SECRET)).toBe(a === b);
    });
  });

  it("KEY-04 rules-led, the order of parameters and empty ones do not count, and nothing else", () => {
    holdsFor(fc.tuple(randomUrl, fc.array(fc.nat(20), { maxLength: 8 })), ([url, order]) => {
      const { origin, pathname, search } = new URL(url);
      const pairs = search.slice(1).split("&");
      // Those of one name keep their order.
      const names = new Set(pairs.map((pair) => pair.split("=", 1)[0]?.replace("%61", "a")));
      fc.pre(names.size === pairs.length);
      const shuffled = pairs
        .map((pair, i) => [order[i] ?? 0, pair] as const)
        .sort(([a], [b]) => a - b)
        .map(([, pair]) => pair);
      const twin = `${origin}${pathname}?&${shuffled.join("&&")}`;
      const settings = settingsOf({ partitionBy: "nothing" });
      expect(targetOf(twin, settings)).toBe(targetOf(origin + pathname + search, settings));
    });
  });
});

/** The reference: one pass over what the parser wrote, malformed parts left alone. */
function withoutEscapes({ protocol, host, pathname, href }: URL): string {
  const noHash = href.split("#", 1)[0] ?? "";
  const question = noHash.indexOf("?");
  const pairs = question < 0 ? undefined : noHash.slice(question + 1).split("&");
  const query = pairs === undefined ? "" : `?${pairs.map(unescaped).join("&")}`;
  return `${protocol}//${host}${unescaped(pathname)}${query}`;
}

function unescaped(text: string): string {
  if (/%(?![0-9a-f]{2})/i.test(text)) return text;
  return text
    .replace(/%[0-9a-f]{2}/gi, (escaped) => escaped.toUpperCase())
    .replace(/%(2D|2E|5F|7E|3\d|[46][1-9A-F]|[57][0-9A])/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
