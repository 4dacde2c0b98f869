import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  entryWith,
  NOW_MS,
  PRIVATE,
  plainDigests,
  RULES,
  replyQuestion,
  requestWith,
  responseWith,
  SHARED,
  settingsOf,
} from "../../test/builders.ts";
import { charactersLookedAt } from "../../test/characters-looked-at.ts";
import { holds } from "../../test/holds.ts";
import type { HeaderList } from "../http/messages.ts";
import { countedCookies } from "../key/partition.ts";
import { variedFields } from "../key/variant.ts";
import { type Asker, keptFields, openedFields } from "./answer/secret-fields.ts";
import { shapeAnswer } from "./answer/shape-answer.ts";
import { requestDirectives } from "./freshness/directives.ts";
import { invalidatedUrls, speaksForGet } from "./invalidation/judge-effects.ts";
import { judgeReply } from "./reply/judge-reply.ts";
import { judgeStore } from "./store/judge-store.ts";
import { groupTags, invalidatedGroups } from "./structured/cache-groups.ts";
import { governingFields } from "./structured/governing-fields.ts";
import { searchVariation, withoutIgnoredSearch } from "./structured/search-variation.ts";

const SEED = 9_110;
const TARGETED = settingsOf({ cacheControl: true }, { shared: true, targetedFields: ["CDN-Cache-Control"] });
const NAMES = [
  "Age",
  "Cache-Control",
  "Cache-Groups",
  "CDN-Cache-Control",
  "Connection",
  "Content-Length",
  "Content-Location",
  "Content-Range",
  "Date",
  "ETag",
  "Expires",
  "Last-Modified",
  "Link",
  "Location",
  "No-Vary-Search",
  "Refresh",
  "Vary",
];
const ASKED = [
  "Accept",
  "Authorization",
  "Cookie",
  "If-Modified-Since",
  "If-None-Match",
  "If-Range",
  "Range",
];

/** What policy reads of fields that somebody else has written. */
const READERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ["judgeStore", (text) => judgedStore(all(NAMES, text))],
  ["judgeReply of a 206", (text) => judgedPart(all(NAMES, text), text)],
  ["governingFields", (text) => governingFields(all(NAMES, text), TARGETED)],
  ["keptFields", (text) => keptFields(all(NAMES, text), askerWith(text))],
  ["openedFields", (text) => openedFields(all(NAMES, `/a?k={own}&token=${text}`), askerWith(text))],
  ["searchVariation", (text) => searchVariation(all(NAMES, text))],
  ["withoutIgnoredSearch", (text) => searchless(text)],
  ["groupTags", (text) => groupTags(all(NAMES, text), "http://a.test/", PRIVATE)],
  ["invalidatedGroups", (text) => invalidatedGroups(post, [["Cache-Group-Invalidation", text]])],
  ["invalidatedUrls", (text) => invalidatedUrls(post, responseWith(...all(NAMES, text)))],
  ["speaksForGet", (text) => speaksForGet(post, responseWith(...all(NAMES, text)))],
  ["requestDirectives", (text) => requestDirectives(all(["Cache-Control", "Pragma"], text))],
  ["countedCookies", (text) => countedCookies(text)],
  ["variedFields", (text) => variedFields(all(ASKED, text), ["accept", "cookie"], RULES, plainDigests)],
  ["shapeAnswer", (text) => shaped(text)],
];

const PATTERNS = [
  ...["<", "<a", "@", "//", "a:", "&a=", "{sealed:", "%", "%41", "; ", ",", '"', "a=", "(", "?", "#"],
  ...['"a", ', "<http://u:p@a.test/?k=1>; rel=next, ", "a=1; ", "a=b;c, ", "1, ", "a;q=0.5, ", 'W/"a", '],
];

const post = { method: "POST", url: "http://a.test/", headers: [] };

function askerWith(text: string): Asker {
  const settings = settingsOf({ ignoredParameters: ["k"] });
  return { request: { url: `http://a.test/?k=1&${text}` }, secrets: [text], settings, digests: plainDigests };
}

function all(names: readonly string[], text: string): HeaderList {
  return names.map((name) => [name, text] as const);
}

function judgedStore(headers: HeaderList): unknown {
  return [RULES, PRIVATE, SHARED, TARGETED].map(
    (settings) => judgeStore({ ...replyQuestion({ settings }), response: responseWith(...headers) }).kind,
  );
}

function judgedPart(headers: HeaderList, text: string): unknown {
  const request = requestWith(["Range", text], ["Range", "bytes=0-4"]);
  const response = { ...responseWith(...headers, ["ETag", '"a"']), status: 206 };
  return judgeReply(replyQuestion({ settings: PRIVATE, request, response })).kind;
}

function searchless(text: string): string {
  return withoutIgnoredSearch(`http://a.test/?${text}`, {
    keyOrder: true,
    ignored: { except: new Set([text]) },
  });
}

function shaped(text: string): unknown {
  const entry = entryWith(all(NAMES, text), { etag: text, lastModified: text });
  const asked = { ...askerWith(text), request: requestWith(...all(ASKED, text)), settings: PRIVATE };
  return shapeAnswer(entry, { ...asked, nowMs: NOW_MS }, () => 10).status;
}

const noise = [...'\t ,;="\\*-/:()?&<>@#%0a'];
const hostile = fc.oneof(
  fc
    .array(fc.constantFrom(...noise, "max-age", "bytes=", "W/", "http://", "//u:p@", "%zz"), {
      maxLength: 40,
    })
    .map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 40 }),
);

describe(`what others write (seed ${SEED})`, () => {
  it.each(READERS)("§4.5 F31: %s is total, and answers the same twice", (_name, read) => {
    const property = fc.property(hostile, (text) => {
      expect(read(text)).toEqual(read(text));
    });
    holds(property, { seed: SEED, numRuns: 300 });
  });

  it.each(READERS)("§4.5 F31: %s takes 100 kB of one pattern", (_name, read) => {
    for (const pattern of PATTERNS)
      expect(() => read(pattern.repeat(100_000 / pattern.length))).not.toThrow();
  });

  it.each(READERS)("§4.5 F31: %s looks at twice as much in twice the input, not at more", (_name, read) => {
    for (const pattern of PATTERNS) {
      const [text, longer] = [pattern.repeat(1_000), pattern.repeat(2_000)];
      const looks = charactersLookedAt(() => read(text));
      expect(looks, pattern).toBeGreaterThan(0);
      expect(
        charactersLookedAt(() => read(longer)),
        pattern,
      ).toBeLessThanOrEqual(2.5 * looks + 100);
    }
  });
});
