import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holds } from "../../../test/holds.ts";
import { randomUrl } from "../../../test/random-url.ts";
import { urlGlob } from "./url-glob.ts";

const SEED = 29;
const NUM_RUNS = 10_000;

function holdsForUrls(check: (url: string) => void): void {
  holds(fc.property(randomUrl, check), { seed: SEED, numRuns: NUM_RUNS });
}

describe(`urlGlob of random URLs (seed ${SEED})`, () => {
  it("G-120 V29 a host matches where the URL parser finds it, and no other does", () => {
    holdsForUrls((url) => {
      const { hostname } = new URL(url);
      expect(urlGlob(hostname)(url)).toBe(true);
      for (const other of ["a.com", "example.com", "a", "com"])
        expect(urlGlob(other)(url), other).toBe(hostname === other);
    });
  });

  it("G-111 a URL without glob characters matches itself, however it is written", () => {
    holdsForUrls((url) => {
      const { protocol, host, pathname, search, href } = new URL(url);
      fc.pre(!/[*?[\]]/.test(pathname + search.slice(1)));
      // The URL parser of Node 22 leaves some; a pattern must not have any.
      fc.pre(!/\/\.\.?(?:\/|$)/.test(pathname));
      const pattern = `${protocol}//${host}${pathname}${search}`;
      expect(urlGlob(pattern)(url)).toBe(true);
      expect(urlGlob(pattern)(href)).toBe(true);
    });
  });

  it("POL-21 the answer is the same for a URL and for what the URL parser makes of it", () => {
    const pattern = fc.constantFrom(
      "a.com/a",
      "*/a.b",
      "*.com/~",
      "http://*",
      "*/*a=1",
      "example.*:8080",
      "*/?",
    );
    const check = (url: string, glob: string): void => {
      const matches = urlGlob(glob);
      expect(matches(url)).toBe(matches(new URL(url).href));
    };
    holds(fc.property(randomUrl, pattern, check), { seed: SEED, numRuns: NUM_RUNS });
  });
});
