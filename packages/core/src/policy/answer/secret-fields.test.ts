import { describe, expect, it } from "vitest";
import { plainDigests, settingsOf } from "../../../test/builders.ts";
import type { HeaderList } from "../../http/messages.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import { type Asker, keptFields, openedFields, shownFields } from "./secret-fields.ts";

const MINE = ["@url parameter api_key=hush"];
const MY_URL = "https://a.com/a?api_key=hush&trace=17";

function asker(
  changes: { url?: string; secrets?: readonly string[] } = {},
  options: RequestOptions = {},
): Asker {
  const { url = MY_URL, secrets = MINE } = changes;
  return { request: { url }, secrets, settings: settingsOf(options), digests: plainDigests };
}

const SECRETS: readonly (readonly [name: string, value: string])[] = [
  ["Location", "/b?api_key=hush&q=1"],
  ["location", "https://a.com/?q=1&API%5FKEY=hush#f"],
  ["Location", "https://other.com/?api_key=hush"],
  ["Location", "https://cdn.com/x?X-Amz-Signature=hush&X-Amz-Date=1"],
  ["Location", "/cb#access_token=hush&state=1"],
  ["Location", "https://u:hush@a.com/x?q"],
  ["Location", "//hush@a.com/"],
  ["Location", "/home;jsessionid=hush/a?b=1"],
  ["Content-Location", "?access_token=hush"],
  ["Refresh", "5; url=/b?apikey=hush"],
  ["Refresh", "0;URL='https://a.com/b?token=hush'"],
  ["Link", '<https://a.com/?api_key=hush&page=2>; rel="next", </?page=9&api_key=hush>; rel="last"'],
  ["X-API-Key", "hush"],
  ["X-Subject-Token", "hush äöü 🙂"],
];

describe("secrets in an answer's fields", () => {
  it.each(SECRETS)(
    "V2 KEY-13 %s: %s is sealed, and opened for whoever has the same credentials",
    (name, value) => {
      const kept = keptFields([[name, value]], asker());
      expect(JSON.stringify(kept)).not.toContain("hush");
      expect(openedFields(kept, asker())).toEqual([[name, value]]);
      expect(keptFields([[name, value]], asker())).toEqual(kept);
      expect(keptFields(kept, asker())).toEqual(kept);
      expect(JSON.stringify(shownFields(kept))).toMatch(/REDACTED/);
      expect(JSON.stringify(shownFields(kept))).not.toMatch(/hush|sealed/);
    },
  );

  it.each(SECRETS)("nobody else opens %s: %s, and the line is not handed out", (name, value) => {
    const kept = keptFields([[name, value]], asker());
    expect(openedFields(kept, asker({ secrets: ["another"] }))).toEqual([]);
  });

  it.each(SECRETS)("%s: %s belongs to whoever got it where no credential can seal it", (name, value) => {
    expect(keptFields([[name, value]], asker({ secrets: [] }))).toEqual([]);
  });

  it.each([
    ["Location", "/b?q=1&&x=#f?page=1"],
    ["Location", "/b"],
    ["Location", "/api_key=1"],
    ["Location", "/b?"],
    ["Location", "/@a?x=@"],
    ["Location", "mailto:a@b.com"],
    ["Location", ""],
    ["Link", '</b?page=2&q=a,b>; rel="next"; title="?api_key=1"'],
    ["Link", "</b?page_token=2&sort_key=a>; rel=next"],
    ["X-Url", "/b?api_key=public"],
    ["X-Cache-Key", "a"],
    ["ETag", "{sealed:aaaaaaaaaaaaaaaaaaaaaaaa.aaaa"],
  ])("G-038 %s: %s has none, and stays as it is", (name, value) => {
    for (const secrets of [MINE, []])
      expect(keptFields([[name, value]], asker({ secrets }))).toEqual([[name, value]]);
  });

  it.each([
    ["Location", "/b?q={sealed:aaaaaaaaaaaaaaaaaaaaaaaa.aaaa}&api_key=hush"],
    ["X-Token", "{sealed:aaaaaaaaaaaaaaaaaaaaaaaa.aaaa}"],
    ["Location", "/b?trace={own}"],
  ])("what an origin makes look like ours comes back as it was: %s: %s", (name, value) => {
    const kept = keptFields([[name, value]], asker());
    expect(openedFields(kept, asker())).toEqual([[name, value]]);
  });

  it("a sealed text that was changed or cut is not opened", () => {
    const [[name, value] = ["", ""]] = keptFields([["X-Token", "hush"]], asker());
    for (const changed of [
      value.replace(/.\}$/, "}"),
      value.replace(".", ".A"),
      value.replace("{sealed:", "{sealed:A"),
    ])
      expect(openedFields([[name, changed]], asker())).toEqual([]);
  });

  it("names are those of the settings", () => {
    const options = { partitionBy: { parameters: ["Key"], headers: ["X-Tenant"] } };
    const headers: HeaderList = [
      ["Location", "/b?key=hush&api_key=open"],
      ["x-tenant", "hush"],
      ["X-API-Key", "open"],
    ];
    const kept = keptFields(headers, asker({}, options));
    expect(JSON.stringify(kept)).toMatch(/api_key=open.*"open"/);
    expect(JSON.stringify(kept)).not.toContain("hush");
    expect(openedFields(kept, asker({}, options))).toEqual(headers);
  });
});

describe("values of ignored parameters", () => {
  const IGNORING: RequestOptions = { ignoredParameters: ["Trace"] };
  const LINK = "</b?trace=17&page=2>; rel=next";
  const linkFor = (url: string, headers: HeaderList): string | undefined =>
    openedFields(headers, asker({ url, secrets: [] }, IGNORING))[0]?.[1];

  it("one that the answer repeats is the asker's own, whoever asks", () => {
    const kept = keptFields([["Link", LINK]], asker({ secrets: [] }, IGNORING));
    expect(JSON.stringify(kept)).not.toContain("17");
    expect(linkFor("https://a.com/a?trace=17", kept)).toBe(LINK);
    expect(linkFor("https://a.com/a?trace=99", kept)).toBe("</b?trace=99&page=2>; rel=next");
    expect(linkFor("https://a.com/a", kept)).toBe("</b?page=2>; rel=next");
    expect(JSON.stringify(shownFields(kept))).toContain("trace=REDACTED");
  });

  it("nothing is filled in for another origin", () => {
    const kept = keptFields([["Location", "https://other.com/?trace=17"]], asker({ secrets: [] }, IGNORING));
    expect(kept).toEqual([]);
    const planted: HeaderList = [["Location", "https://other.com/?trace={own}"]];
    expect(linkFor("https://a.com/a?trace=17", planted)).toBe("https://other.com/");
  });

  it("one that the origin chose is sealed like any secret", () => {
    const kept = keptFields([["Location", "/b?trace=new"]], asker({}, IGNORING));
    expect(JSON.stringify(kept)).not.toContain("new");
    expect(openedFields(kept, asker({}, IGNORING))).toEqual([["Location", "/b?trace=new"]]);
    expect(keptFields([["Location", "/b?trace=new"]], asker({ secrets: [] }, IGNORING))).toEqual([]);
  });

  it("a credential stays one although it is ignored", () => {
    const options = { ignoredParameters: ["api_key"] };
    const kept = keptFields([["Link", "</b?api_key=hush>"]], asker({}, options));
    expect(openedFields(kept, asker({ url: "https://a.com/a?api_key=other" }, options))).toEqual([
      ["Link", "</b?api_key=hush>"],
    ]);
  });
});
