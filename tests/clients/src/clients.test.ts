import { uninstallCache } from "@rcache/patch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALL_CLIENTS } from "./all-clients.ts";
import { type CaseOrigin, caseOrigin, cellOf } from "./case-cell.ts";
import type { Case } from "./cases.ts";
import type { Client } from "./client.ts";
import { page } from "./clients-page.ts";
import { casesOf, readRecorded } from "./recorded.ts";

let origin: CaseOrigin;
beforeAll(async () => {
  origin = await caseOrigin();
});

afterAll(() => {
  uninstallCache();
  origin[Symbol.dispose]();
});

const table = new Map<Client, Map<Case, string>>(ALL_CLIENTS.map((client) => [client, new Map()]));

describe.each(ALL_CLIENTS.map((client) => [client.name, client] as const))("%s", (_name, client) => {
  const cases = casesOf(client, "node");
  it.each(cases.map((each) => [each.name, each] as const))("%s", async (_case, each) => {
    const came = await cellOf(origin, client, each);
    table.get(client)?.set(each, typeof came === "string" ? came : "differs");
    expect(came).toBe(each.isCached === false ? "passes" : "cached");
  });
});

it("the table of clients is published as it came out", async () => {
  const others = { bun: readRecorded("bun"), deno: readRecorded("deno") };
  await expect(page(table, others)).toMatchFileSnapshot("../../../docs-site/reference/clients.md");
});
