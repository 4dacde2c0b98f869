import { describe, expect, it } from "vitest";
import { explainHeaders, type Question } from "./explain-headers.ts";

const question: Question = {
  url: "https://example.com/",
  method: "GET",
  status: 200,
  response: [],
  request: [],
  ageSeconds: 0,
  mode: "private",
};

describe("explainHeaders", () => {
  it("says that a stale answer which must be revalidated is asked about, and why", async () => {
    const text = await explainHeaders({
      ...question,
      response: ["cache-control: max-age=60, must-revalidate", 'etag: "1"'],
      ageSeconds: 90,
    });
    expect(text).toContain("The response is stored: explicit.");
    expect(text).toContain("would be sent to the origin: stale (RFC 9111 §4.3)");
    expect(text).toContain("expired 30 s ago");
  });

  it("says what is not stored, and by which rule", async () => {
    const text = await explainHeaders({ ...question, response: ["cache-control: no-store"] });
    expect(text).toContain("The response is not stored: no-store.");
    expect(text).toContain("uri-miss");
  });

  it("tells the modes apart", async () => {
    const response = ["cache-control: private, max-age=60"];
    expect(await explainHeaders({ ...question, response, mode: "shared" })).toContain("not stored: private");
    expect(await explainHeaders({ ...question, response, mode: "rules" })).toContain("stored: rule");
  });

  it("refuses what is no header line", async () => {
    await expect(explainHeaders({ ...question, response: ["max-age=60"] })).rejects.toThrow(
      "is not a header line",
    );
  });

  it("lets a Date of the response count", async () => {
    const response = ["cache-control: max-age=60", "Date: Wed, 31 Dec 2025 23:59:30 GMT"];
    expect(await explainHeaders({ ...question, response, ageSeconds: 20 })).toContain(
      "fresh for 10 s more, by response cache-control: max-age=60; it was 30 s old when it arrived",
    );
  });

  it.each([
    [{ ageSeconds: Number.NaN }, "NaN is no number of seconds"],
    [{ ageSeconds: Number.POSITIVE_INFINITY }, "is no number of seconds"],
    [{ status: Number.NaN }, "NaN is no status"],
    [{ status: 20 }, "20 is no status"],
  ])("refuses %o", async (wrong, message) => {
    await expect(explainHeaders({ ...question, ...wrong })).rejects.toThrow(message);
  });
});
