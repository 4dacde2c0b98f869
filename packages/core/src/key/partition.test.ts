import { describe, expect, it } from "vitest";
import { settingsOf } from "../../test/builders.ts";
import type { HeaderList } from "../http/messages.ts";
import type { RequestOptions } from "../settings/settings.ts";
import { injective } from "./digests.ts";
import { countedCookies, secretsOf } from "./partition.ts";

function digestOf(headers: HeaderList, partitionBy: RequestOptions["partitionBy"] = "credentials"): string {
  return injective(secretsOf(headers, [], settingsOf({ partitionBy }).partition));
}

describe("secretsOf", () => {
  it("V1 G-055 another credential is another partition, and none at all is one of its own", () => {
    const [a, b] = [digestOf([["Authorization", "Bearer a"]]), digestOf([["Authorization", "Bearer b"]])];
    expect(a).not.toBe(b);
    expect([a, b]).not.toContain("");
    expect(digestOf([])).toBe("");
    expect(digestOf([["Accept", "a/b"]])).toBe("");
  });

  it("V1 rule 19: an empty credential is not an absent one", () => {
    expect(digestOf([["Authorization", ""]])).not.toBe("");
  });

  it("V1 the field's name counts, its case does not", () => {
    const value = "x";
    expect(digestOf([["X-API-Key", value]])).toBe(digestOf([["x-api-key", value]]));
    expect(digestOf([["X-API-Key", value]])).not.toBe(digestOf([["X-Auth-Token", value]]));
  });

  it("V1 two fields are not one that looks like both", () => {
    const both = digestOf([
      ["Authorization", "a"],
      ["X-Api-Key", "b"],
    ]);
    expect(both).not.toBe(digestOf([["Authorization", "a15:x-api-key b"]]));
    expect(both).not.toBe(
      digestOf([
        ["Authorization", "b"],
        ["X-Api-Key", "a"],
      ]),
    );
    expect(digestOf([["Authorization", "a"]])).not.toBe(
      digestOf([
        ["Authorization", "a"],
        ["Authorization", "a"],
      ]),
    );
  });

  it("V1 what the URL says is not what a field says", () => {
    const { partition } = settingsOf({ partitionBy: { headers: ["url", "@url"] } });
    const byUrl = secretsOf([], ["userinfo u:p"], partition);
    expect(byUrl).not.toEqual([]);
    expect(byUrl).not.toEqual(secretsOf([["url", "userinfo u:p"]], [], partition));
  });

  it("V1 fields in another order are the same credentials, lines of one field are not", () => {
    const [a, b] = [
      ["Authorization", "a"],
      ["X-Api-Key", "b"],
    ] as const;
    expect(digestOf([a, b])).toBe(digestOf([b, a]));
    const other = ["authorization", "c"] as const;
    expect(digestOf([a, other])).not.toBe(digestOf([other, a]));
  });

  it("V1 'nothing' separates nobody, names of one's own only those", () => {
    expect(digestOf([["Authorization", "a"]], "nothing")).toBe("");
    expect(digestOf([["Authorization", "a"]], { headers: ["X-Tenant"] })).toBe("");
    expect(digestOf([["x-tenant", "a"]], { headers: ["X-Tenant"] })).not.toBe("");
  });

  it("V1 G-074 of a Cookie field the order does not count", () => {
    expect(digestOf([["Cookie", "a=1; b=2"]])).toBe(digestOf([["Cookie", "b=2;a=1"]]));
    expect(digestOf([["Cookie", "a=1"]])).not.toBe(digestOf([["Cookie", "a=2"]]));
    expect(digestOf([["Cookie", ""]])).toBe("");
    expect(digestOf([["Cookie", " ; "]])).toBe("");
  });

  it("V1 where cookies are named, only those count", () => {
    const sid = { cookies: ["sid"] };
    expect(digestOf([["Cookie", "theme=dark; sid=1"]], sid)).toBe(
      digestOf([["Cookie", "sid=1; theme=light"]], sid),
    );
    expect(digestOf([["Cookie", "sid=1"]], sid)).not.toBe(digestOf([["Cookie", "sid=2"]], sid));
    expect(digestOf([["Cookie", "theme=dark"]], sid)).toBe("");
    expect(digestOf([["Cookie", "SID=1"]], sid)).toBe("");
    expect(digestOf([["Cookie", "sid =1"]], sid)).not.toBe(digestOf([["Cookie", "sid =2"]], sid));
    expect(digestOf([["Cookie", "sid=1"]], { cookies: [] })).toBe("");
  });
});

describe("countedCookies", () => {
  it("G-074 VARY-07 pairs stand in the order of their names", () => {
    expect(countedCookies("b=2; a=1;;  c ")).toBe("a=1; b=2; c");
  });

  it("VARY-07 pairs of one name keep their order: servers take the first", () => {
    expect(countedCookies("a=2; b=0; a=1")).toBe("a=2; a=1; b=0");
    expect(countedCookies("a=1; a=2")).not.toBe(countedCookies("a=2; a=1"));
  });
});
