import { describe, expect, it } from "vitest";
import { withoutSecrets } from "./without-secrets.ts";

describe("withoutSecrets", () => {
  it.each([
    ["https://user:pw@example.com/a?token=1#t", "https://example.com/a"],
    ["https://user:p@w@example.com/a", "https://example.com/a"],
    ["//user:pw@example.com/a", "//example.com/a"],
    ["http:\\\\user:pw@example.com\\a", "http:\\\\example.com\\a"],
    ["http://user:pw@exa mple.com/", "http://exa mple.com/"],
    ["user:pw@example.com", "user:example.com"],
    ["/path/of@somebody", "/path/of@somebody"],
    ["https://example.com/@a", "https://example.com/@a"],
    ["no URL", "no URL"],
    [7, "7"],
  ])("makes of %j %j", (given, shown) => {
    expect(withoutSecrets(given)).toBe(shown);
  });
});
