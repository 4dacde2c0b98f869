import { describe, expect, it } from "vitest";
import { RULES, settingsOf } from "../../test/builders.ts";
import type { HeaderList } from "../http/messages.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import { canBeFollowedLater, redactedFields, refilledLocation } from "./redact.ts";

function redacted(name: string, value: string, settings: ResolvedSettings = RULES): string | undefined {
  return redactedFields([[name, value]], settings)[0]?.[1];
}

describe("redactedFields", () => {
  it("V2 KEY-13 G-018 ignored fields lose their value, whatever their case", () => {
    const settings = settingsOf({ ignoredParameters: ["X-Token"] });
    const headers: HeaderList = [
      ["x-TOKEN", "hush"],
      ["X-A", "x-token"],
      ["X-Token", ""],
    ];
    expect(redactedFields(headers, settings)).toEqual([
      ["x-TOKEN", "REDACTED"],
      ["X-A", "x-token"],
      ["X-Token", "REDACTED"],
    ]);
    expect(redactedFields(headers, RULES)).toEqual(headers);
  });

  it("V2 what separates users is a secret in an answer too", () => {
    const settings = settingsOf({ partitionBy: { headers: ["X-Tenant"] } });
    expect(redacted("x-tenant", "acme", settings)).toBe("REDACTED");
    expect(redacted("X-API-Key", "hush")).toBe("REDACTED");
    expect(redacted("X-API-Key", "open", settings)).toBe("open");
  });

  it.each([
    ["Location", "/b?api_key=hush&q=1", "/b?api_key=REDACTED&q=1"],
    ["location", "https://a.com/?q=1&API%5FKEY=hush#f", "https://a.com/?q=1&API%5FKEY=REDACTED#f"],
    ["Content-Location", "?access_token=hush", "?access_token=REDACTED"],
    ["Refresh", "5; url=/b?apikey=hush", "5; url=/b?apikey=REDACTED"],
    ["Location", "/cb#access_token=hush&state=1", "/cb#access_token=REDACTED&state=1"],
    ["Location", "https://u:hush@a.com/x?q", "https://REDACTED@a.com/x?q"],
    ["Location", "//hush@a.com/", "//REDACTED@a.com/"],
    ["X-Url", "/b?api_key=public", "/b?api_key=public"],
  ])("V2 KEY-13 G-197 of %s: %s a secret in the URL is replaced", (name, value, expected) => {
    expect(redacted(name, value)).toBe(expected);
  });

  it.each([
    ["Location", "/b?q=1&&x=#f?api_key=1"],
    ["Location", "/b"],
    ["Location", "/api_key=1"],
    ["Location", "/b?"],
    ["Location", "/@a?x=@"],
    ["Location", "mailto:a@b.com"],
    ["Location", ""],
    ["Link", '</b?page=2&q=a,b>; rel="next"; title="?api_key=1"'],
  ])("G-038 %s: %s has none, and stays as it is", (name, value) => {
    expect(redacted(name, value)).toBe(value);
  });

  it("V2 of a Link each reference is redacted, and its parameters stay", () => {
    const value = '<https://a.com/?api_key=hush&page=2>; rel="next", </?page=9&api_key=hush>; rel="last"';
    expect(redacted("Link", value)).toBe(
      '<https://a.com/?api_key=REDACTED&page=2>; rel="next", </?page=9&api_key=REDACTED>; rel="last"',
    );
  });

  it("V2 names are those of the settings", () => {
    const settings = settingsOf({ ignoredParameters: ["Session"], partitionBy: { parameters: ["Key"] } });
    expect(redacted("Location", "/b?session=a&key=b&api_key=c", settings)).toBe(
      "/b?session=REDACTED&key=REDACTED&api_key=c",
    );
  });
});

describe("refilledLocation", () => {
  it.each([
    ["/b?api_key=REDACTED&q=1", "/b?api_key=a=b&q=1"],
    ["/b?q=1&api_key=REDACTED#f", "/b?q=1&api_key=a=b#f"],
    ["https://a.com/b?api%5Fkey=REDACTED", "https://a.com/b?api%5Fkey=a=b"],
    ["/b?q=1&&", "/b?q=1&&"],
    ["/b=REDACTED", "/b=REDACTED"],
    ["/b", "/b"],
  ])("V2 RDR %s gets its values back from the request that is answered: %s", (location, filled) => {
    expect(refilledLocation(location, "https://a.com/a?x&api_key=a=b#g")).toBe(filled);
  });

  it.each([["/b?other=REDACTED"], ["/b?API_KEY=REDACTED"], ["/b?api_key=REDACTED&other=REDACTED"]])(
    "V2 RDR %s cannot be filled from a request without the value",
    (location) => {
      expect(refilledLocation(location, "https://a.com/a?api_key=x")).toBeUndefined();
    },
  );
});

describe("canBeFollowedLater", () => {
  const canFollow = (location: string, url = "https://a.com/a?api_key=hush", settings = RULES): boolean =>
    canBeFollowedLater([["Location", location]], url, settings);

  it.each([
    ["/b", true],
    ["/b?q=1&&x", true],
    ["/b?api_key=hush", true],
    ["/b?api_key=another", false],
    ["/b?access_token=hush", false],
    ["/b?api_key=hush#access_token=x", false],
    ["https://u:p@a.com/", false],
    ["/b?q=REDACTED", false],
  ])("V2 G-197 a redirect to %s: %s", (location, can) => {
    expect(canFollow(location)).toBe(can);
  });

  it("V2 a Location that is ignored as a whole leads nowhere", () => {
    expect(canFollow("/b", undefined, settingsOf({ ignoredParameters: ["Location"] }))).toBe(false);
  });

  it("without a Location there is nothing to follow", () => {
    expect(canBeFollowedLater([["X-A", "/b?api_key=x"]], "https://a.com/", RULES)).toBe(true);
  });
});
