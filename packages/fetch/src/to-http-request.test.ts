import type { HttpRequest } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { toHttpRequest } from "./to-http-request.ts";

const URL_A = "https://example.org/a";

describe("toHttpRequest", () => {
  it("reads a URL at once, as text or as a URL", () => {
    const plain = { method: "GET", url: URL_A, headers: [], redirect: undefined, signal: undefined };
    expect(toHttpRequest(URL_A)).toEqual(plain);
    expect(toHttpRequest(new URL(URL_A))).toEqual(plain);
    expect(toHttpRequest("HTTPS://Example.org:443/x/../a")).toEqual(plain);
  });

  it("upper-cases the six methods that fetch does and leaves the others", async () => {
    expect((await toHttpRequest(URL_A, { method: "post" })).method).toBe("POST");
    expect((await toHttpRequest(URL_A, { method: "patch" })).method).toBe("patch");
    expect((await toHttpRequest(URL_A, { method: "PURGE" })).method).toBe("PURGE");
  });

  it("passes redirect and signal on", async () => {
    const { signal } = new AbortController();
    expect(await toHttpRequest(URL_A, { redirect: "manual", signal })).toMatchObject({
      redirect: "manual",
      signal,
    });
    expect((await toHttpRequest(URL_A, { signal: null })).signal).toBeUndefined();
  });

  it.each([
    ["text", () => "ü", "text/plain;charset=UTF-8", "ü"],
    [
      "URLSearchParams",
      () => new URLSearchParams({ a: "1 2" }),
      "application/x-www-form-urlencoded;charset=UTF-8",
      "a=1+2",
    ],
    ["a Blob with a type", () => new Blob(["b"], { type: "image/x" }), "image/x", "b"],
    ["a Blob without", () => new Blob(["b"]), undefined, "b"],
    ["an ArrayBuffer", () => new TextEncoder().encode("c").buffer, undefined, "c"],
    ["a part of a buffer", () => new TextEncoder().encode("xdx").subarray(1, 2), undefined, "d"],
  ])("reads %s and declares the type that fetch does", async (_case, body, type, text) => {
    const request = await toHttpRequest(URL_A, { method: "POST", body: body() });
    expect(bodyText(request)).toBe(text);
    const declared = request.headers.find(([name]) => name.toLowerCase() === "content-type")?.[1];
    expect(declared).toBe(type);
    const platform = new Request(URL_A, { method: "POST", body: body() });
    expect(platform.headers.get("content-type") ?? undefined).toBe(type);
  });

  it("leaves a type that the caller declared", async () => {
    const request = await toHttpRequest(URL_A, {
      method: "POST",
      body: "{}",
      headers: { "Content-Type": "application/json" },
    });
    expect(request.headers).toEqual([["Content-Type", "application/json"]]);
  });

  it("does not show later changes of the caller's buffer", async () => {
    const body = new Uint8Array([1, 2]);
    const request = await toHttpRequest(URL_A, { method: "POST", body });
    body[0] = 9;
    expect(request.body).toEqual(new Uint8Array([1, 2]));
  });

  it("does not read a stream", async () => {
    const body = new ReadableStream();
    const init = { method: "POST", body, duplex: "half" };
    expect((await toHttpRequest(URL_A, init)).body).toBe("streaming");
    expect(body.locked).toBe(false);
  });

  it("does not read a Blob or a form over the limit", async () => {
    const large = new Blob([new Uint8Array(1_048_577)]);
    const form = new FormData();
    form.set("file", large);
    expect((await toHttpRequest(URL_A, { method: "POST", body: large })).body).toBe("unread");
    expect((await toHttpRequest(URL_A, { method: "POST", body: form })).body).toBe("unread");
  });

  it("gives the same form the same bytes every time", async () => {
    const [first, second] = [await formRequest("1"), await formRequest("1")];
    expect(first.body).toEqual(second.body);
    expect(first.headers).toEqual(second.headers);
    expect((await formRequest("2")).body).not.toEqual(first.body);
  });

  it("writes a form that a server reads as it was, with text, files and the boundary itself in it", async () => {
    const form = new FormData();
    form.set("text", "ü ----rcache-form-boundary\r\n");
    form.append("file", new Blob([new Uint8Array([0, 255, 128, 13, 10])], { type: "image/x" }), "ä.bin");
    const request = await toHttpRequest(URL_A, { method: "POST", body: form });
    // The cast: a form in memory is bytes.
    const read = await new Response(request.body as Uint8Array<ArrayBuffer>, {
      headers: request.headers as [string, string][],
    }).formData();
    expect(read.get("text")).toBe("ü ----rcache-form-boundary\r\n");
    const file = read.get("file") as File;
    expect([file.name, file.type]).toEqual(["ä.bin", "image/x"]);
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(new Uint8Array([0, 255, 128, 13, 10]));
  });

  it("reads a Request with its body, and uses it up as fetch does", async () => {
    const request = new Request(URL_A, {
      method: "PUT",
      body: "r",
      headers: { "x-a": "1" },
      redirect: "error",
    });
    const read = await toHttpRequest(request);
    expect(read).toMatchObject({ method: "PUT", url: URL_A, redirect: "error" });
    expect(read.headers).toContainEqual(["x-a", "1"]);
    expect(bodyText(read)).toBe("r");
    expect(request.bodyUsed).toBe(true);
  });

  it("lets init win over a Request", async () => {
    const request = new Request(URL_A, { headers: { "x-a": "1" } });
    const read = await toHttpRequest(request, { method: "DELETE", headers: { "x-b": "2" } });
    expect(read.method).toBe("DELETE");
    expect(read.headers).toEqual([["x-b", "2"]]);
  });

  it("takes a Request as init", async () => {
    const read = await toHttpRequest("https://example.org/b", new Request(URL_A, { method: "DELETE" }));
    expect(read).toMatchObject({ method: "DELETE", url: "https://example.org/b" });
  });

  it("does not keep a Request's body over the limit in memory", async () => {
    const request = new Request(URL_A, { method: "PUT", body: new Uint8Array(1_048_577) });
    expect((await toHttpRequest(request)).body).toBe("streaming");
  });

  it.each<[string, string, RequestInit | undefined]>([
    ["a URL with credentials", "https://u:p@example.org/", undefined],
    ["a method that is none", URL_A, { method: "A B" }],
    ["TRACE", URL_A, { method: "trace" }],
    ["a GET with a body", URL_A, { body: "x" }],
    // The casts: programs without types give such things.
    ["an unknown redirect mode", URL_A, { redirect: "maybe" as RequestRedirect }],
    ["a signal that is none", URL_A, { signal: {} as AbortSignal }],
  ])("refuses %s with the platform's own error", async (_case, url, init) => {
    const own = await platformError(() => new Request(url, init));
    expect(own).toBeInstanceOf(TypeError);
    expect(await platformError(() => toHttpRequest(url, init))).toEqual(own);
  });
});

function formRequest(value: string): HttpRequest | Promise<HttpRequest> {
  const body = new FormData();
  body.set("a", value);
  return toHttpRequest(URL_A, { method: "POST", body });
}

function bodyText(request: HttpRequest): string {
  return request.body instanceof Uint8Array ? new TextDecoder().decode(request.body) : String(request.body);
}

async function platformError(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}
