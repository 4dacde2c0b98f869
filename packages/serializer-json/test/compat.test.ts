import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { jsonSerializer } from "../src/json-serializer.ts";

/** What a released version has written. A new format adds a file; nobody edits one. */
const JSON1 = readFileSync(join(import.meta.dirname, "fixtures", "json1.txt"));
const AT = { target: "https://example.com/users?token=1", selector: "GET.p1", variant: "v1" };

describe("json1", () => {
  it("F10 is read as it was written", async () => {
    const decoded = await jsonSerializer.decode(JSON1, AT);
    expect(decoded).toMatchObject({
      entry: {
        address: AT,
        revision: "1",
        request: { method: "GET", varied: [["accept", "*/*"]] },
        response: {
          status: 200,
          headers: [
            ["Content-Type", "application/json"],
            ["Set-Cookie", "a=1"],
            ["Set-Cookie", "b=2"],
          ],
        },
        body: new TextEncoder().encode('{"users":[{"name":"é","id":1}]}'),
        lifetimes: { freshUntilMs: 1_767_229_200_000 },
        staleBan: "must-revalidate",
        tags: ["users"],
      },
    });
  });

  it("is written again as it is", async () => {
    const decoded = await jsonSerializer.decode(JSON1, AT);
    const entry = "entry" in decoded ? decoded.entry : expect.unreachable(decoded.fault);
    expect(new TextDecoder().decode(await jsonSerializer.encode(entry, AT))).toBe(JSON1.toString());
  });
});
