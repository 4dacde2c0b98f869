import { describe, expect, it } from "vitest";
import { endOf, withTimeoutApart } from "./signals.ts";

const REQUEST = { method: "POST", url: "https://example.com/", headers: [] };

describe("a request's signal, told apart into leaving and being late", () => {
  it("is what a client gets: the caller's own object, which a platform's fetch takes", () => {
    const { signal } = new AbortController();
    expect(endOf(withTimeoutApart({ ...REQUEST, signal }))).toBe(signal);
  });

  it("ends with either of two signals where the request has a timeout of its own", () => {
    const [caller, late] = [new AbortController(), new AbortController()];
    const end = endOf(withTimeoutApart({ ...REQUEST, signal: caller.signal, timeout: late.signal }));
    expect(end?.aborted).toBe(false);
    late.abort("late");
    expect([end?.aborted, end?.reason]).toEqual([true, "late"]);
  });

  it("is none where the request has none", () => {
    expect(endOf(withTimeoutApart(REQUEST))).toBeUndefined();
  });
});
