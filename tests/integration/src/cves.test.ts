import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { describe, expect, it } from "vitest";
import { answeringOrigin } from "./answering-origin.ts";
import {
  A,
  as,
  B,
  EACH_ITS_OWN,
  EVERY_MODE,
  MODES,
  NEVER_KEPT,
  NOBODY,
  numbered,
  tell,
  toldTo,
  whose,
} from "./cve-callers.ts";

describe("what went wrong in hono's cache middleware", () => {
  it.each(EVERY_MODE)(
    "CVE-2026-24472: an answer that is private or not to be stored reaches nobody else, %s",
    async (_mode, options) => {
      for (const directive of ["private", "no-store"])
        expect(
          await toldTo(options, whose({ "cache-control": `${directive}, max-age=60` }), [A, B, NOBODY]),
        ).toEqual(EACH_ITS_OWN);
    },
  );

  it("CVE-2026-24472: who is led by headers keeps no no-store, nor a private answer for many", async () => {
    for (const [options, directive] of [
      [MODES.private, "no-store"],
      [MODES.shared, "no-store"],
      [MODES.shared, "private"],
    ] as const)
      for (const cacheControl of [`${directive}, max-age=60`, `public, max-age=60, ${directive}`])
        expect(
          await toldTo({ ...options, partitionBy: "nothing" }, numbered({ "cache-control": cacheControl }), [
            NOBODY,
            NOBODY,
          ]),
        ).toEqual(NEVER_KEPT);
  });

  it.each(EVERY_MODE)(
    "CVE-2026-44457: an answer that varies on Authorization or Cookie is its user's, %s",
    async (_mode, options) => {
      for (const field of ["authorization", "cookie"])
        for (const partitionBy of ["credentials", "nothing"] as const)
          expect(
            await toldTo(
              { ...options, partitionBy },
              whose({ "cache-control": "public, max-age=60", vary: field }, field),
              [as("Bearer a", field), as("Bearer b", field), NOBODY, as("Bearer a", field)],
            ),
          ).toEqual([...EACH_ITS_OWN, ["Bearer a", "hit"]]);
    },
  );

  it.each(EVERY_MODE)(
    "CVE-2026-84363: what stands behind a # is neither asked for nor part of the question, %s",
    async (_mode, options) => {
      await using origin = await answeringOrigin((request, response) => {
        response.writeHead(200, { "cache-control": "max-age=60" }).end(request.url);
      });
      await using fetch = createCachedFetch({ backend: memoryBackend(), ...options });
      expect(await tell(fetch, `${origin.url}/page?a=1#&b=2`)).toEqual(["/page?a=1", "miss"]);
      expect(await tell(fetch, `${origin.url}/page?a=1&b=2`)).toEqual(["/page?a=1&b=2", "miss"]);
      expect(await tell(fetch, `${origin.url}/page?a=1`)).toEqual(["/page?a=1", "hit"]);
    },
  );
});

describe("what went wrong in Django's cache middleware", () => {
  it.each(["Private", "PRIVATE", "NO-STORE", "No-Store", "No-Cache", 'pRiVaTe=""'])(
    "CVE-2026-8404: %s means what it means in small letters",
    async (directive) => {
      const answer = numbered({ "cache-control": `public, max-age=60, ${directive}` });
      const shared = { ...MODES.shared, partitionBy: "nothing" } as const;
      expect(await toldTo(shared, answer, [NOBODY, NOBODY])).toEqual(NEVER_KEPT);
    },
  );

  it.each(EVERY_MODE)(
    "CVE-2026-6907: an answer that varies on everything is nobody else's, %s",
    async (_mode, options) => {
      for (const vary of ["*", "Accept, *", "*, Accept", " * "])
        expect(
          await toldTo(options, numbered({ "cache-control": "max-age=60", vary }), [NOBODY, NOBODY]),
        ).toEqual(NEVER_KEPT);
    },
  );
});

describe("what went wrong in requests-cache", () => {
  it.each(EVERY_MODE)(
    "its pull request 1149: a header that is left out of keys still counts where an answer varies on it, %s",
    async (_mode, options) => {
      const answer = whose({ "cache-control": "public, max-age=60", vary: "Authorization" });
      for (const partitionBy of ["credentials", "nothing"] as const) {
        const ignoring = { ...options, partitionBy, ignoredParameters: ["Authorization"] };
        expect(await toldTo(ignoring, answer, [A, B, NOBODY])).toEqual(EACH_ITS_OWN);
      }
    },
  );
});

it("every CVE of SECURITY.md has a test of that name, and the other way round", () => {
  const numbersIn = (...paths: readonly string[]): ReadonlySet<string> =>
    new Set(
      paths.flatMap(
        (path) => readFileSync(join(import.meta.dirname, path), "utf8").match(/CVE-\d{4}-\d+/g) ?? [],
      ),
    );
  const tests = readdirSync(import.meta.dirname).filter((name) => /^cves\..*test\.ts$/.test(name));
  const tested = numbersIn(...tests);
  expect(tested.size).toBeGreaterThan(12);
  expect(numbersIn("../../../SECURITY.md")).toEqual(tested);
});
