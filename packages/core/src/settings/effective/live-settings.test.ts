import { describe, expect, it } from "vitest";
import type { CacheSettings } from "../settings.ts";
import { SESSION_NAMES } from "./check-settings.ts";
import { liveSettings } from "./live-settings.ts";

const neverFails = (error: unknown): never => {
  throw error;
};

describe("liveSettings", () => {
  it("SES-26 shows what it was given, and every other name as undefined", () => {
    const { settings } = liveSettings({ expireAfter: "1h", readOnly: true });
    expect(new Set(Object.keys(settings))).toEqual(new Set<string>(SESSION_NAMES));
    expect(settings.expireAfter).toBe("1h");
    expect(settings.readOnly).toBe(true);
    expect(settings.tags).toBeUndefined();
  });

  it("SES-26 an assignment holds at once and makes another version; reading makes none", () => {
    const live = liveSettings({ expireAfter: 60 });
    const before = live.version();
    expect(live.settings.expireAfter).toBe(60);
    expect(live.version()).toBe(before);
    live.settings.expireAfter = 5;
    expect(live.settings.expireAfter).toBe(5);
    expect(live.version()).toBeGreaterThan(before);
  });

  it("SES-26 assigning undefined takes a setting back", () => {
    const live = liveSettings({ expireAfter: 60 });
    // The cast: exact optional properties forbid what plain JavaScript does.
    (live.settings as { expireAfter: unknown }).expireAfter = undefined;
    expect(live.settings.expireAfter).toBeUndefined();
  });

  it("V20 two caches with one bag of settings do not change each other", () => {
    const bag: CacheSettings = { expireAfter: 60 };
    const [one, other] = [liveSettings(bag), liveSettings(bag)];
    one.settings.expireAfter = 5;
    expect(other.settings.expireAfter).toBe(60);
    expect(bag.expireAfter).toBe(60);
  });

  it("G-108 V33 a wrong value throws at the assignment, and the old one stays", () => {
    const live = liveSettings({ expireAfter: 60 });
    const before = live.version();
    expect(() => {
      // The cast: what callers without types assign is the question here.
      (live.settings as { expireAfter: unknown }).expireAfter = "tomorrow";
    }).toThrow("expireAfter");
    expect(live.settings.expireAfter).toBe(60);
    expect(live.version()).toBe(before);
  });

  it("G-108 V33 wrong settings throw at construction", () => {
    expect(() => liveSettings({ rules: [{ url: "" }] })).toThrow("RCACHE_INVALID_PATTERN");
    // The cast: a typing mistake, as callers without types make it.
    expect(() => liveSettings({ staleIfErorr: true } as CacheSettings)).toThrow(
      expect.objectContaining({ remedy: "Did you mean staleIfError?" }),
    );
  });

  it("G-013 V33 a name that does not exist cannot be assigned, and none can be deleted", () => {
    const { settings } = liveSettings({});
    expect(() => Object.assign(settings, { expire: 5 })).toThrow(TypeError);
    expect(() => Reflect.deleteProperty(settings, "tags")).not.toThrow();
    expect("tags" in settings).toBe(true);
  });

  it("lists are copied: the caller's later change has no effect, and ours cannot be changed unseen", () => {
    const tags = ["a"];
    const live = liveSettings({ tags });
    tags.push("b");
    expect(live.settings.tags).toEqual(["a"]);
    expect(Object.isFrozen(live.settings.tags)).toBe(true);
    const codes = [200];
    live.settings.allowableCodes = codes;
    codes.push(404);
    expect(live.settings.allowableCodes).toEqual([200]);
  });

  it("rules are compiled once a version", () => {
    const live = liveSettings({ urlsExpireAfter: { "a.com": 5 } });
    const [rule] = live.rules();
    expect(rule?.matches("GET", "https://a.com/", neverFails)).toBe(true);
    expect(live.rules()).toBe(live.rules());
    live.settings.urlsExpireAfter = { "b.com": 5 };
    expect(live.rules()).toHaveLength(1);
    expect(live.rules()[0]?.matches("GET", "https://a.com/", neverFails)).toBe(false);
    expect(live.rules()[0]?.matches("GET", "https://b.com/", neverFails)).toBe(true);
  });
});
