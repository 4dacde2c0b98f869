import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDigests, PRIVATE, RULES, settingsOf } from "../../test/builders.ts";
import { holds } from "../../test/holds.ts";
import type { HeaderList } from "../http/messages.ts";
import type { ResolvedSettings } from "../settings/effective/resolve.ts";
import { bodyDigest } from "./body-digest.ts";
import { injective } from "./digests.ts";
import { lookupOf } from "./lookup-of.ts";
import { variantOf, variedFields } from "./variant.ts";

const SEED = 1;
const NUM_RUNS = 10_000;

/** Few characters, so that near misses are frequent; the separators of every format among them. */
const text = fc
  .array(fc.constantFrom("a", "b", "A", ":", "=", ";", "1", "&", '"', "{"), { maxLength: 4 })
  .map((all) => all.join(""));
const word = fc.stringMatching(/^[ab1:]{1,3}$/);

/** Two things have one key if and only if they have one normal form. */
function isInjective<T>(
  things: fc.Arbitrary<T>,
  keyOf: (thing: T) => string,
  normalOf: (thing: T) => string,
): void {
  const pairs = fc.tuple(things, things);
  const check = ([a, b]: [T, T]): void => {
    expect(keyOf(a) === keyOf(b), `${normalOf(a)} and ${normalOf(b)}`).toBe(normalOf(a) === normalOf(b));
  };
  holds(fc.property(pairs, check), { seed: SEED, numRuns: NUM_RUNS });
}

/** What says who asks, as the person means it. */
const credentials = fc.record({
  authorization: fc.option(text, { nil: undefined }),
  apiKey: fc.option(text, { nil: undefined }),
  cookies: fc.dictionary(fc.constantFrom("a", "b", "c"), word, { maxKeys: 2 }),
  user: fc.constantFrom("", "u:p", "u:", ":p"),
  token: fc.option(word, { nil: undefined }),
});
type Credentials = typeof credentials extends fc.Arbitrary<infer T> ? T : never;

function credentialKey(by: Credentials, settings: ResolvedSettings): string {
  const headers: [string, string][] = [];
  if (by.authorization !== undefined) headers.push(["Authorization", by.authorization]);
  if (by.apiKey !== undefined) headers.push(["X-Api-Key", by.apiKey]);
  const cookies = Object.entries(by.cookies).map(([name, value]) => `${name}=${value}`);
  if (cookies.length > 0) headers.push(["Cookie", cookies.join("; ")]);
  const query = by.token === undefined ? "" : `?api_key=${by.token}`;
  const url = `https://${by.user === "" ? "" : `${by.user}@`}a.com/${query}`;
  const { target, selector } = lookupOf({ method: "GET", url, headers }, undefined, settings, openDigests);
  return `${selector} ${target}`;
}

/** JSON with the keys of every object in order. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function digestOf(body: string, contentType: string, settings: ResolvedSettings): string {
  return bodyDigest(new TextEncoder().encode(body), [["Content-Type", contentType]], settings, openDigests);
}

describe(`keys (seed ${SEED})`, () => {
  it("§4.1 rule 47: lists of texts joined are one text only if they are one list", () => {
    isInjective(fc.array(text, { maxLength: 4 }), injective, (list) => JSON.stringify(list));
  });

  it.each([
    ["rules-led", RULES],
    ["header-led", PRIVATE],
  ])("V1 rule 19: two users never have one key, %s", (_name, settings) => {
    isInjective(credentials, (by) => credentialKey(by, settings), inOrder);
  });

  it("V1 a long credential is told apart as a short one is", () => {
    const long = fc.tuple(text, fc.constantFrom(0, 700)).map(([end, length]) => "x".repeat(length) + end);
    const keyOf = (value: string): string => {
      const request = { method: "GET", url: "https://a.com/", headers: [["Authorization", value]] as const };
      return lookupOf(request, undefined, RULES, openDigests).selector;
    };
    isInjective(long, keyOf, (value) => value);
  });

  it("V3 two JSON bodies have one digest only if they are one but for the order of keys", () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(null, true, 0, 1, 1.5, "", "1", "a", "pairs"),
        fc.array(tie("value"), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom("a", "b", "1", "pairs", "constructor"), tie("value"), { maxKeys: 2 }),
      ),
    })).value;
    isInjective(json, (value) => digestOf(JSON.stringify(value), "application/json", RULES), inOrder);
  });

  it("V3 two forms have one digest only if each name has the same values in the same order", () => {
    const form = fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), word), { maxLength: 4 });
    const keyOf = (pairs: readonly (readonly [string, string])[]): string =>
      digestOf(pairs.map((pair) => pair.join("=")).join("&"), "application/x-www-form-urlencoded", RULES);
    const normalOf = (pairs: readonly (readonly [string, string])[]): string =>
      JSON.stringify(["a", "b", "c"].map((name) => pairs.filter(([each]) => each === name)));
    isInjective(form, keyOf, normalOf);
  });

  it("V3 two multipart bodies have one digest only if their parts are the same", () => {
    const multipart = fc
      .record({
        boundary: fc.constantFrom("a", "b", "ab", "--"),
        parts: fc.array(fc.constantFrom("", "a", "b", "--a", "ab", "--"), { maxLength: 3 }),
      })
      // No line of a part begins like a delimiter (RFC 2046 §5.1.1).
      .filter(({ boundary, parts }) => !parts.some((part) => part.startsWith(`--${boundary}`)));
    isInjective(
      multipart,
      ({ boundary, parts }) =>
        digestOf(
          `${parts.map((part) => `--${boundary}\r\n\r\n${part}\r\n`).join("")}--${boundary}--`,
          `multipart/mixed; boundary="${boundary}"`,
          RULES,
        ),
      ({ parts }) => JSON.stringify(parts),
    );
  });

  it("RFC 10008 rule 172: any other bodies have one digest only if bytes, type and coding are the same", () => {
    const upload = fc.record({
      bytes: fc.uint8Array({ maxLength: 2, max: 3 }),
      type: fc.constantFrom("", "text/plain", "text/plain; charset=utf-16", "application/json"),
      coding: fc.constantFrom("", "gzip"),
    });
    const keyOf = ({ bytes, type, coding }: { bytes: Uint8Array; type: string; coding: string }): string => {
      const fields: HeaderList = [
        ["Content-Type", type],
        ["Content-Encoding", coding],
      ];
      return bodyDigest(bytes, fields, PRIVATE, openDigests);
    };
    isInjective(upload, keyOf, ({ bytes, type, coding }) => JSON.stringify([[...bytes], type, coding]));
  });

  it("§4.1 rule 47: two requests have one variant, and one key by matched headers, only if each field is the same", () => {
    const field = fc.option(fc.constantFrom("", "a", "b", "ab", "1:a", "a1:b"), { nil: undefined });
    const fields = fc.record({ a: field, b: field, ab: field });
    const headersOf = (of: Record<string, string | undefined>): HeaderList =>
      Object.entries(of).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    const names = ["a", "ab", "b"];
    const variant = (of: Record<string, string | undefined>): string =>
      variantOf(names, variedFields(headersOf(of), names, PRIVATE, openDigests), "GET", openDigests);
    isInjective(fields, variant, inOrder);
    const settings = settingsOf({ matchHeaders: true });
    const selector = (of: Record<string, string | undefined>): string => {
      const request = { method: "GET", url: "https://a.com/", headers: headersOf(of) };
      return lookupOf(request, undefined, settings, openDigests).selector;
    };
    isInjective(fields, selector, inOrder);
  });
});
