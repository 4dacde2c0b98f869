import { describe, expect, it } from "vitest";
import {
  dateText,
  entryOf,
  entryWith,
  NOW_MS,
  NOW_TEXT,
  PRIVATE,
  RULES,
  requestOf,
  responseOf,
  storeQuestion,
} from "../../../test/builders.ts";
import type { Entry } from "../../entry/entry.ts";
import type { HeaderList } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { type HeadEffect, headEffects } from "./head-effects.ts";

const STORED: HeaderList = [
  ["ETag", '"a"'],
  ["Content-Length", "5"],
  ["X-A", "1"],
  ["Date", dateText(-100)],
];
const ENTRY = entryWith(STORED, { etag: '"a"', body: "hello", receivedAtMs: NOW_MS - 100_000 });

interface Case {
  readonly status?: number;
  readonly method?: string;
  readonly entries?: readonly Entry[];
  readonly settings?: ResolvedSettings;
}

function effects(
  headers: HeaderList,
  { status = 200, method = "HEAD", entries = [ENTRY], settings = PRIVATE }: Case = {},
): readonly HeadEffect[] {
  const request = requestOf({ method });
  return headEffects(
    storeQuestion({ request, response: responseOf({ status, headers }), settings }),
    entries,
  );
}

describe("headEffects", () => {
  it("§4.3.5 rule 134: with the same validator and length, its fields are those of what a GET brought", () => {
    const headers: HeaderList = [
      ["ETag", '"a"'],
      ["content-length", "5"],
      ["X-A", "2"],
      ["Cache-Control", "max-age=60"],
      ["Date", NOW_TEXT],
    ];
    const [effect, ...others] = effects(headers);
    expect(others).toEqual([]);
    expect(effect).toMatchObject({
      before: ENTRY,
      after: {
        body: "hello",
        address: ENTRY.address,
        lifetimes: { freshUntilMs: NOW_MS + 60_000 },
        request: { method: "GET" },
      },
    });
    expect(effect?.after.response.headers).toContainEqual(["X-A", "2"]);
  });

  it.each<[string, HeaderList]>([
    [
      "another tag",
      [
        ["ETag", '"b"'],
        ["Cache-Control", "max-age=60"],
      ],
    ],
    [
      "another date",
      [
        ["Last-Modified", NOW_TEXT],
        ["Cache-Control", "max-age=60"],
      ],
    ],
    [
      "another length",
      [
        ["ETag", '"a"'],
        ["Content-Length", "6"],
        ["Cache-Control", "max-age=60"],
      ],
    ],
  ])("§4.3.5 rule 134: with %s, what a GET brought is stale from now on", (_name, headers) => {
    expect(effects(headers)).toMatchObject([
      { after: { lifetimes: { freshUntilMs: NOW_MS, freeUntilMs: NOW_MS } } },
    ]);
    expect(effects(headers)[0]?.after.response.headers).toEqual(STORED);
  });

  it("§4.3.5 rule 134: without a length, or a validator of its own, it describes it", () => {
    expect(effects([["Cache-Control", "max-age=60"]])).toMatchObject([{ after: { etag: '"a"' } }]);
    expect(effects([["Cache-Control", "max-age=60"]])).toMatchObject([
      { after: { lifetimes: { freshUntilMs: NOW_MS + 60_000 } } },
    ]);
  });

  it.each([404, 410])("rule 135: after %d it is stale", (status) => {
    expect(effects([["ETag", '"a"']], { status })).toMatchObject([
      { after: { lifetimes: { freshUntilMs: NOW_MS } } },
    ]);
  });

  it.each([304, 301, 500, 503])("rule 135: %d has no effect", (status) => {
    expect(effects([["ETag", '"b"']], { status })).toEqual([]);
  });

  it("rule 134: what is stale already does not become fresher by becoming stale", () => {
    const stale = entryWith(STORED, {
      etag: '"a"',
      lifetimes: { ...ENTRY.lifetimes, freshUntilMs: NOW_MS - 5 },
    });
    expect(effects([["ETag", '"b"']], { entries: [stale] })).toMatchObject([
      { after: { lifetimes: { freshUntilMs: NOW_MS - 5 } } },
    ]);
  });

  it("§4.3.5 rule 134: only what it could select, and what a GET brought", () => {
    const other = entryOf({ vary: ["accept"], request: { method: "GET", varied: [["accept", "a/b"]] } });
    const head = entryOf({ request: { method: "HEAD", varied: [] } });
    expect(effects([["ETag", '"b"']], { entries: [other, head] })).toEqual([]);
  });

  it("§4.3.5 is about HEAD, and header-led", () => {
    expect(effects([["ETag", '"b"']], { method: "GET" })).toEqual([]);
    expect(effects([["ETag", '"b"']], { settings: RULES })).toEqual([]);
  });

  it("rule 125: fields that forbid storing make it stale instead", () => {
    expect(
      effects([
        ["ETag", '"a"'],
        ["Cache-Control", "no-store"],
      ]),
    ).toMatchObject([{ after: { lifetimes: { freshUntilMs: NOW_MS } } }]);
  });

  it("each change has a revision of its own, so that a later writer sees it", () => {
    for (const headers of [
      [["ETag", '"b"']],
      [
        ["ETag", '"a"'],
        ["Cache-Control", "max-age=5"],
      ],
    ] as HeaderList[])
      expect(effects(headers)[0]?.after.revision).toBe("r2");
  });
});
