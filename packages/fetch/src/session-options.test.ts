import { describe, expect, it } from "vitest";
import { splitRequestOptions } from "./session-options.ts";

describe("the options of one request of a session", () => {
  it("are the cache's and fetch's, own or inherited from defaults", () => {
    const defaults = { expireAfter: 60, headers: { "x-a": "1" } };
    const options = Object.assign(Object.create(defaults), { tags: ["t"] });
    expect(splitRequestOptions(options)).toEqual({
      rcache: { expireAfter: 60, tags: ["t"] },
      rest: { headers: { "x-a": "1" } },
    });
  });
});
