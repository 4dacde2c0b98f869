import { describe, expect, it } from "vitest";
import {
  dateText,
  entryOf,
  NOW_MS,
  PRIVATE,
  plainDigests,
  RULES,
  requestOf,
  requestWith,
  settingsOf,
} from "../../../test/builders.ts";
import type { Entry } from "../../entry/entry.ts";
import type { HeaderList, HttpRequest } from "../../http/messages.ts";
import { variedFields } from "../../key/variant.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { selectStored } from "./select-stored.ts";

/** An entry that varies on these fields of the request that stored it. */
function variant(
  name: string,
  headers: HeaderList,
  vary: readonly string[],
  changes: Partial<Entry> = {},
): Entry {
  const varied = variedFields(headers, vary, RULES, plainDigests);
  return entryOf({ revision: name, vary, request: { method: "GET", varied }, ...changes });
}

function made(name: string, secondsAgo: number, changes: Partial<Entry> = {}): Entry {
  const headers: HeaderList = [["Date", dateText(-secondsAgo)]];
  return entryOf({
    revision: name,
    response: { status: 200, statusText: "", headers, coding: "wire" },
    ...changes,
  });
}

function selected(
  request: HttpRequest,
  entries: readonly Entry[],
  settings: ResolvedSettings = RULES,
): string | undefined {
  const [one, other] = [entries, entries.toReversed()].map((list) =>
    selectStored(request, list, settings, plainDigests),
  );
  expect(one?.revision, "whatever their order").toBe(other?.revision);
  return one?.revision;
}

describe("a redirect that leads nowhere", () => {
  it("is selected by who does not follow, and by nobody else", () => {
    const redirect = (headers: HeaderList): Entry =>
      entryOf({ revision: "a", response: { status: 307, statusText: "", headers, coding: "wire" } });
    for (const headers of [[], [["Location", ""]], [["Location", "mailto:a@example.com"]]] as HeaderList[]) {
      expect(selected(requestOf(), [redirect(headers)])).toBeUndefined();
      expect(selected(requestOf({ redirect: "manual" }), [redirect(headers)])).toBe("a");
    }
    expect(selected(requestOf(), [redirect([["Location", "/there"]])])).toBe("a");
  });
});

describe("Vary", () => {
  const german = variant("de", [["Accept-Language", "de"]], ["accept-language"]);
  const english = variant("en", [["Accept-Language", "en"]], ["accept-language"]);
  const none = variant("none", [], ["accept-language"]);

  it("§4.1 rules 41, 49 G-064 G-065: each request selects the answer of its own fields", () => {
    const all = [german, english, none];
    expect(selected(requestWith(["Accept-Language", "de"]), all)).toBe("de");
    expect(selected(requestWith(["accept-language", "en"]), all)).toBe("en");
    expect(selected(requestOf(), all)).toBe("none");
    expect(selected(requestWith(["Accept-Language", ""]), all)).toBeUndefined();
    expect(selected(requestWith(["Accept-Language", "fr"]), all)).toBeUndefined();
  });

  it("§4.1 rule 41 G-071 G-072 G-076: of several names each must match, absent with absent", () => {
    const both = variant("both", [["Accept", "a/b"]], ["accept", "cookie"]);
    expect(selected(requestWith(["Accept", "a/b"]), [both])).toBe("both");
    expect(selected(requestWith(["Accept", "a/b"], ["Cookie", "a=1"]), [both])).toBeUndefined();
    expect(selected(requestOf(), [both])).toBeUndefined();
  });

  it("G-067 VARY-08 Vary: Authorization without one matches requests without one", () => {
    const open = variant("open", [], ["authorization"]);
    expect(selected(requestOf(), [open])).toBe("open");
    expect(selected(requestWith(["Authorization", "a"]), [open])).toBeUndefined();
  });

  it("G-073 VARY-03 rules-led, values of a list compare without case and order; header-led they do not", () => {
    const stored = variant("x", [["X-A", "b, A"]], ["x-a"]);
    expect(selected(requestWith(["X-A", "a,B"]), [stored])).toBe("x");
    const strict = variant("x", [["X-A", "b, A"]], ["x-a"], {
      request: { method: "GET", varied: variedFields([["X-A", "b, A"]], ["x-a"], PRIVATE, plainDigests) },
    });
    expect(selected(requestWith(["X-A", "a,B"]), [strict], PRIVATE)).toBeUndefined();
    expect(selected(requestWith(["X-A", "b,A"]), [strict], PRIVATE)).toBe("x");
  });

  it("V1 a secret that varies is compared by its digest", () => {
    const settings = settingsOf({ partitionBy: "nothing" });
    const mine = variant("mine", [["Cookie", "sid=1; a=2"]], ["cookie"]);
    expect(JSON.stringify(mine)).not.toContain("sid=1");
    expect(selected(requestWith(["Cookie", "a=2; sid=1"]), [mine], settings)).toBe("mine");
    expect(selected(requestWith(["Cookie", "a=2; sid=2"]), [mine], settings)).toBeUndefined();
  });

  it("§4.1 rule 52: one that varies comes before one that does not, though it is older", () => {
    const plain = made("plain", 0);
    const older = variant("varies", [], ["accept"], { receivedAtMs: NOW_MS - 99_000 });
    expect(selected(requestOf(), [plain, older])).toBe("varies");
    expect(selected(requestWith(["Accept", "a/b"]), [plain, older])).toBe("plain");
  });
});

describe("the newest", () => {
  it("§4 rule 50: the newest by Date is used, whenever it came in", () => {
    const old = made("old", 100, { receivedAtMs: NOW_MS });
    const fresh = made("new", 50, { receivedAtMs: NOW_MS - 40_000 });
    expect(selected(requestOf(), [old, fresh])).toBe("new");
  });

  it("§4 rule 50: with one Date the last received is used; without Date receipt stands in", () => {
    const first = made("first", 50, { receivedAtMs: NOW_MS - 40_000 });
    expect(selected(requestOf(), [first, made("last", 50, { receivedAtMs: NOW_MS - 10_000 })])).toBe("last");
    const undated = entryOf({ revision: "undated", receivedAtMs: NOW_MS - 20_000 });
    expect(selected(requestOf(), [first, undated])).toBe("undated");
  });

  it("nothing stored, nothing selected", () => {
    expect(selected(requestOf(), [])).toBeUndefined();
  });
});

describe("HEAD", () => {
  const head = (name: string, secondsAgo: number): Entry =>
    made(name, secondsAgo, { request: { method: "HEAD", varied: [] } });
  const asHead = requestOf({ method: "HEAD" });

  it("§4 rule 40 V31: what a HEAD brought never answers a GET, what a GET brought answers a HEAD", () => {
    expect(selected(requestOf(), [head("head", 0)])).toBeUndefined();
    expect(selected(requestOf(), [head("head", 0), made("get", 90)])).toBe("get");
    expect(selected(asHead, [made("get", 0)])).toBe("get");
    expect(selected(asHead, [head("head", 0)])).toBe("head");
  });

  it("§4 rule 50: to a HEAD the newer one answers, whoever brought it", () => {
    expect(selected(asHead, [made("get", 90), head("head", 0)])).toBe("head");
    expect(selected(asHead, [made("get", 0), head("head", 90)])).toBe("get");
    expect(selected(asHead, [made("get", 5), head("head", 5)])).toBe("get");
  });
});
