import type { HeaderList, HttpRequest, RequestOptions, Send } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { openStage, type Stage } from "./stage.ts";
import { openStore } from "./stores.ts";

/** Under which fields services take keys, and proxies say who asks. */
const FIELDS = [
  ...["Authorization", "Proxy-Authorization", "Authentication", "Cookie", "PRIVATE-TOKEN", "JOB-TOKEN"],
  ...["api-key", "apikey", "x-goog-api-key", "Ocp-Apim-Subscription-Key", "X-Vault-Token", "DD-API-KEY"],
  ...[
    "X-Shopify-Access-Token",
    "X-Session-Token",
    "Cf-Access-Jwt-Assertion",
    "X-Auth-Email",
    "X-TrackerToken",
  ],
  ...["X-Parse-Session-Token", "X-CoinAPI-Key", "X-MBX-APIKEY", "X-Amzn-Oidc-Data", "X-MS-CLIENT-PRINCIPAL"],
  ...[
    "x-functions-key",
    "Remote-User",
    "X-Forwarded-User",
    "X-Scope-OrgID",
    "Stripe-Account",
    "CB-ACCESS-SIGN",
  ],
];
const PARAMETERS = [
  ...["token", "key", "auth", "sid", "jwt", "sig", "X-Amz-Signature", "client_secret", "subscription-key"],
  ...["access_token", "code", "password", "session", "PHPSESSID", "appid", "hapikey", "ticket", "api_key"],
];
const HARMLESS = [
  "X-CSRF-Token",
  "Idempotency-Key",
  "X-Request-Id",
  "X-Keywords",
  "User-Agent",
  "X-Page-Token",
];

/** What two users get in turn, twice; the origin makes a new answer each time it is asked. */
async function served(
  stage: Stage,
  requests: readonly HttpRequest[],
  options?: RequestOptions,
): Promise<readonly string[]> {
  stage.origin.answer("/me", ...["1", "2", "3", "4"].map((body) => ({ body })));
  const texts: string[] = [];
  for (const request of [...requests, ...requests]) texts.push((await stage.ask(request, options)).text);
  return texts;
}

const withField = (stage: Stage, name: string, value: string): HttpRequest =>
  stage.request("/me", { headers: [[name, value]] as HeaderList });

describe("nobody gets another's answer", () => {
  it.each(FIELDS)("whose request says who asks in %s", async (name) => {
    for (const cacheControl of [false, true]) {
      await using stage = await openStage({ cacheControl, expireAfter: 60 });
      const users = ["ada-s3cret", "bob-s3cret"].map((user) => withField(stage, name, user));
      expect(await served(stage, users)).toEqual(["1", "2", "1", "2"]);
      expect(stage.cache.keyOf(users[0] ?? "")).not.toContain("s3cret");
    }
  });

  it.each([...PARAMETERS])("whose URL has a %s, which stands in no store", async (name) => {
    using store = openStore("sqlite");
    await using stage = await openStage({ backend: store.backend });
    const paths = ["ada-s3cret", "bob-s3cret"].map((value) => `/me?${name}=${value}`);
    for (const [index, path] of paths.entries()) stage.origin.answer(path, { body: `${index}` });
    for (const path of [...paths, ...paths])
      expect((await stage.ask(path)).text).toBe(`${paths.indexOf(path)}`);
    await stage.cache.flush();
    expect(stage.asked(paths[0] ?? "")).toBe(1);
    expect(store.contents()).not.toContain("s3cret");
    expect(JSON.stringify(stage.events)).not.toContain("s3cret");
  });

  it("whose session stands in a segment of the path", async () => {
    using store = openStore("sqlite");
    await using stage = await openStage({ backend: store.backend });
    const paths = ["/me;jsessionid=ada-s3cret/a", "/me;jsessionid=bob-s3cret/a"];
    for (const [index, path] of paths.entries()) stage.origin.answer(path, { body: `${index}` });
    for (const path of [...paths, ...paths])
      expect((await stage.ask(path)).text).toBe(`${paths.indexOf(path)}`);
    await stage.cache.flush();
    expect(store.contents()).not.toContain("s3cret");
    expect(stage.cache.keyOf(stage.request(paths[0] ?? "/"))).toMatch(/\/me\/a$/);
  });

  it("whose token stands in the body, although parameters of that name are ignored", async () => {
    await using stage = await openStage({
      allowableMethods: ["POST"],
      ignoredParameters: ["access_token", "trace"],
    });
    const post = (user: string, type: string, body: string): HttpRequest =>
      stage.request("/me", {
        method: "POST",
        headers: [["content-type", type]],
        body: new TextEncoder().encode(body.replace("USER", user)),
      });
    const forms = ["ada", "bob"].map((user) =>
      post(user, "application/x-www-form-urlencoded", "trace=1&access_token=USER"),
    );
    expect(await served(stage, forms)).toEqual(["1", "2", "1", "2"]);
    const documents = ["ada", "bob"].map((user) =>
      post(user, "application/json", '{"trace":2,"access_token":"USER"}'),
    );
    const [ada, bob, ...again] = await served(stage, documents);
    expect(ada).not.toBe(bob);
    expect(again).toEqual([ada, bob]);
  });

  it.each(HARMLESS)("and %s does not keep users from sharing", async (name) => {
    await using stage = await openStage();
    expect(await served(stage, [withField(stage, name, "a"), withField(stage, name, "b")])).toEqual(
      Array(4).fill("1"),
    );
  });

  it("by names of one's own, added or taken away", async () => {
    await using stage = await openStage({ credentialNames: ["X-Acme"], harmlessNames: ["X-Routing-Token"] });
    const acme = ["a", "b"].map((value) => withField(stage, "x-acme", value));
    expect(await served(stage, acme)).toEqual(["1", "2", "1", "2"]);
    await stage.cache.clear();
    const routed = ["a", "b"].map((value) => withField(stage, "x-routing-token", value));
    expect(new Set(await served(stage, routed)).size).toBe(1);
  });
});

describe("behind a transport that adds cookies which nobody sees", () => {
  it.each([
    ["Cookie", "miss"],
    ["Accept, cookie", "miss"],
    ["Accept", "hit"],
  ])("an answer that varies on %s is then a %s", async (vary, kind) => {
    await using stage = await openStage();
    const send: Send = Object.assign(
      async (request: HttpRequest) => ({
        status: 200,
        url: request.url,
        headers: [["Vary", vary]] as HeaderList,
        body: null,
        coding: "decoded" as const,
      }),
      { cookies: "hidden" as const },
    );
    await stage.ask("/me", undefined, { send });
    expect((await stage.ask("/me", undefined, { send })).cache.kind).toBe(kind);
  });
});

describe("a partitionBy that is a function", () => {
  it("names the user where no field does, beside the credentials, and its words stand in no key", async () => {
    let user: string | undefined = "ada-s3cret";
    await using stage = await openStage({ partitionBy: () => user });
    stage.origin.answer("/me", ...["ada", "bob", "nobody", "ada with a token"].map((body) => ({ body })));
    const texts: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      for (const next of ["ada-s3cret", "bob-s3cret", undefined]) {
        user = next;
        texts.push((await stage.ask("/me")).text);
      }
    }
    expect(texts).toEqual(["ada", "bob", "nobody", "ada", "bob", "nobody"]);
    user = "ada-s3cret";
    expect((await stage.ask(withField(stage, "authorization", "x"))).text).toBe("ada with a token");
    expect(stage.cache.keyOf("https://example.com/")).not.toContain("s3cret");
  });

  it.each<[string, () => string | undefined]>([
    [
      "throws",
      () => {
        throw new Error("user's own");
      },
    ],
    ["returns a promise", (() => Promise.resolve("ada")) as never],
    ["returns a promise that rejects", (() => Promise.reject(new Error("user's own"))) as never],
    ["returns a number", (() => 7) as never],
    ["returns null", (() => null) as never],
  ])("and %s costs caching, not the request, and never shares", async (_what, partitionBy) => {
    await using stage = await openStage({ partitionBy });
    expect(await served(stage, [stage.request("/me")])).toEqual(["1", "2"]);
    expect(await stage.cache.count()).toBe(0);
    expect(stage.eventsOf("user-function-failed").map(({ option }) => option)).toEqual([
      "partitionBy",
      "partitionBy",
    ]);
  });

  it("and async is refused where it is given", async () => {
    const opening = openStage({ partitionBy: (async () => "ada") as never });
    await expect(opening).rejects.toThrow(/RCACHE_INVALID_OPTION.*partitionBy/);
  });

  it("can say it for one request, such as that of a dispatcher with a client certificate", async () => {
    await using stage = await openStage();
    const asOne = await served(stage, [stage.request("/me")], { partitionBy: () => "certificate 1" });
    expect(asOne).toEqual(["1", "1"]);
    expect((await stage.ask("/me", { partitionBy: () => "certificate 2" })).text).toBe("2");
  });
});
