import type { CacheEvent } from "@rcache/core";
import { describe, expect, it } from "vitest";
import events from "../reference/events.data.ts";

/** The compiler wants every kind here, and no other. */
const KINDS: Readonly<Record<CacheEvent["kind"], true>> = {
  served: true,
  stored: true,
  "store-abandoned": true,
  refreshed: true,
  "refresh-failed": true,
  invalidated: true,
  removed: true,
  "record-unreadable": true,
  "user-function-failed": true,
  warning: true,
  "backend-failed": true,
};

describe("the page of events", () => {
  const rows = events.load();

  it("lists every event once", () => {
    const listed = rows.flatMap(({ kinds }) => kinds);
    expect(new Set(listed)).toEqual(new Set(Object.keys(KINDS)));
    expect(listed).toHaveLength(Object.keys(KINDS).length);
  });

  it("says of each when it comes and what it carries", () => {
    expect(rows.filter(({ about, fields }) => about === "" || fields.length === 0)).toEqual([]);
    expect(rows.find(({ kinds }) => kinds.includes("record-unreadable"))).toEqual({
      kinds: ["record-unreadable"],
      about: "a stored record could not be read; the request continued as a miss.",
      fields: [
        { name: "key", type: "string", about: "" },
        { name: "fault", type: '"foreign" | "corrupt"', about: "" },
      ],
    });
  });
});
