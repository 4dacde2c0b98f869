import { createServer } from "node:http";
import { installCache, uninstallCache } from "@rcache/patch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CASES, type Case, outcome } from "./cases.ts";
import type { Client } from "./client.ts";
import { page } from "./clients-page.ts";
import { fetchClients } from "./fetch-clients.ts";
import { httpClients } from "./http-clients.ts";

const clients: readonly Client[] = [...httpClients, ...fetchClients];
const asked: string[] = [];
let url = "";

const server = createServer((request, response) => {
  const path = request.url ?? "/";
  asked.push(path);
  const found = CASES.find((each) => path.startsWith(each.path));
  response.sendDate = false;
  found?.answer(request, response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});

afterAll(() => {
  uninstallCache();
  server.closeAllConnections();
  server.close();
});

/** Whether the second of two equal requests was answered by the cache, and all three answers were the same. */
async function cell(
  client: Client,
  { path, asked: given }: Case,
): Promise<"cached" | "passes" | { readonly differs: readonly string[] }> {
  const plain = await outcome(client, url + path, given);
  const installation = installCache({ backend: "memory", allowableCodes: [200, 204, 302] });
  const first = await outcome(client, url + path, given);
  await installation.cache.flush();
  const count = asked.length;
  const second = await outcome(client, url + path, given);
  const isAsked = asked.length > count;
  installation.uninstall();
  if (first !== plain || second !== plain) return { differs: [plain, first, second] };
  return isAsked ? "passes" : "cached";
}

const table = new Map<Client, Map<Case, string>>(clients.map((client) => [client, new Map()]));

describe.each(clients.map((client) => [client.name, client] as const))("%s", (_name, client) => {
  const cases = CASES.filter(({ name }) => !client.hangs?.includes(name));
  it.each(cases.map((each) => [each.name, each] as const))("%s", async (_case, each) => {
    const came = await cell(client, each);
    table.get(client)?.set(each, typeof came === "string" ? came : "differs");
    expect(came).toBe(each.isCached === false ? "passes" : "cached");
  });
});

it("the table of clients is published as it came out", async () => {
  await expect(page(table)).toMatchFileSnapshot("../../../docs-site/reference/clients.md");
});
