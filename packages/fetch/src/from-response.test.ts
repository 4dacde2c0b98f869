import { describe, expect, it } from "vitest";
import { readChunks } from "./body-chunks.ts";
import { fromResponse } from "./from-response.ts";

describe("fromResponse", () => {
  it("says what the response says and reads nothing", async () => {
    const response = new Response("body", { status: 418, statusText: "Teapot", headers: { "x-a": "1" } });
    const read = fromResponse(response);
    expect(read).toMatchObject({ status: 418, statusText: "Teapot", url: "", coding: "decoded" });
    expect(read.headers).toContainEqual(["x-a", "1"]);
    expect(response.bodyUsed).toBe(false);
    if (read.body === null || read.body instanceof Uint8Array)
      throw new Error("a body of a response is chunks");
    expect(new TextDecoder().decode(await readChunks(read.body))).toBe("body");
    expect(response.bodyUsed).toBe(true);
  });

  it("leaves the chunks of a response that was made by hand to whoever made it", async () => {
    const kept = new TextEncoder().encode("kept");
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(kept);
        controller.close();
      },
    });
    const { body } = fromResponse(new Response(stream));
    if (body === null || body instanceof Uint8Array) throw new Error("a body of a response is chunks");
    (await readChunks(body)).fill(0);
    expect(new TextDecoder().decode(kept)).toBe("kept");
  });

  it("has no body where there is none", () => {
    expect(fromResponse(new Response(null, { status: 204 })).body).toBeNull();
  });

  it("keeps the lines of a repeated field apart where the platform does", () => {
    const headers = new Headers([["x-a", "1"]]);
    headers.append("x-a", "2");
    expect(fromResponse(new Response(null, { headers })).headers).toEqual([["x-a", "1, 2"]]);
  });
});
