import type { HttpRequest, Send } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";

/** One server for several hosts, by name. */
const virtualHosts: Send = async ({ url, headers }) => ({
  status: 200,
  url,
  headers: [],
  body: new TextEncoder().encode(headers.find(([name]) => name.toLowerCase() === "host")?.[1] ?? "default"),
  coding: "decoded",
});

describe("a Host that differs from the URL", () => {
  it("is part of the target: one host's answer is never given for another's", async () => {
    await using stage = await openStage();
    const as = (host?: string): HttpRequest =>
      stage.request("/", host === undefined ? {} : { headers: [["Host", host]] });
    const texts: string[] = [];
    for (let round = 0; round < 2; round += 1)
      for (const host of ["a.test", "b.test", undefined])
        texts.push((await stage.ask(as(host), undefined, { send: virtualHosts })).text);
    expect(texts).toEqual(["a.test", "b.test", "default", "a.test", "b.test", "default"]);
    expect(await stage.cache.count()).toBe(3);
    expect(await stage.cache.recreateKeys()).toBe(0);
    const { text, cache } = await stage.ask(as("b.test"), undefined, { send: virtualHosts });
    expect([text, cache.kind]).toEqual(["b.test", "hit"]);
  });

  it("a change there makes that host's answers unusable, and no other's", async () => {
    await using stage = await openStage();
    const ask = (host: string, method = "GET") =>
      stage.ask(stage.request("/", { method, headers: [["host", host]] }), undefined, { send: virtualHosts });
    for (const host of ["a.test", "b.test"]) await ask(host);
    await ask("a.test", "PUT");
    expect([(await ask("a.test")).cache.kind, (await ask("b.test")).cache.kind]).toEqual(["miss", "hit"]);
  });
});
