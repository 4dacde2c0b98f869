import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const at = (path: string): string => new URL(`/rcache-login/${path}`, location.origin).href;
const logIn = (as: string) => fetch(at(`in?as=${as}`), { method: "POST" });
const logOut = () => fetch(at("out"), { method: "POST" });

/** A page sees none of its cookies: what this origin's cookie says is `HttpOnly`. */
describe("in a page, who logs in after another", () => {
  beforeEach(logOut);
  afterEach(logOut);

  it("gets an answer of their own where it varies on Cookie, which no script sees", async () => {
    await using cached = createCachedFetch({ backend: memoryBackend(), cacheControl: true });
    const url = at("me?vary=Cookie&cache-control=max-age%3D60");
    const seen: string[] = [];
    for (const user of ["ada", "bob"]) {
      await logIn(user);
      for (let i = 0; i < 2; i += 1) {
        const response = await cached(url);
        seen.push(`${await response.text()} ${response.fromCache}`);
      }
      await logOut();
    }
    expect(seen).toEqual(["ada false", "ada false", "bob false", "bob false"]);
    expect(document.cookie).not.toContain("sid");
  });

  it("and without cookies, such an answer is kept", async () => {
    await using cached = createCachedFetch({ backend: memoryBackend(), cacheControl: true });
    await logIn("ada");
    const url = at("me?vary=Cookie&cache-control=max-age%3D60");
    const ask = async () => {
      const response = await cached(url, { credentials: "omit" });
      return [await response.text(), response.fromCache];
    };
    expect([await ask(), await ask()]).toEqual([
      ["nobody", false],
      ["nobody", true],
    ]);
  });

  it("gets their own by a partitionBy that names the user", async () => {
    let user: string | undefined;
    await using cached = createCachedFetch({ backend: memoryBackend(), partitionBy: () => user });
    const seen: string[] = [];
    for (const next of ["ada", "bob", "ada"]) {
      await logIn(next);
      user = next;
      const response = await cached(at("me"));
      seen.push(`${await response.text()} ${response.fromCache}`);
      await logOut();
    }
    expect(seen).toEqual(["ada false", "bob false", "ada true"]);
  });

  it("gets their own where the page empties its cache on logging out", async () => {
    await using cached = createCachedFetch({ backend: memoryBackend() });
    const me = async () => {
      const response = await cached(at("me"));
      return `${await response.text()} ${response.fromCache}`;
    };
    await logIn("ada");
    expect([await me(), await me()]).toEqual(["ada false", "ada true"]);
    await logOut();
    await cached.cache.clear();
    await logIn("bob");
    expect([await me(), await me()]).toEqual(["bob false", "bob true"]);
  });

  it("is not helped by Clear-Site-Data, which Chromium keeps to itself: the documentation says so", async () => {
    await using cached = createCachedFetch({ backend: memoryBackend() });
    const response = await cached(at("out?clear"), { method: "POST" });
    expect([response.status, response.headers.has("clear-site-data")]).toEqual([200, false]);
  });
});

it("with cookies, without and by default are three questions", async () => {
  await using cached = createCachedFetch({ backend: memoryBackend() });
  await logIn("ada");
  const ask = async (credentials?: RequestCredentials) => {
    const response = await cached(at("me"), credentials === undefined ? {} : { credentials });
    return `${await response.text()} ${response.fromCache}`;
  };
  const all = async () => [await ask(), await ask("omit"), await ask("include"), await ask("same-origin")];
  expect(await all()).toEqual(["ada false", "nobody false", "ada false", "ada true"]);
  expect(await all()).toEqual(["ada true", "nobody true", "ada true", "ada true"]);
  const request = await cached(new Request(at("me"), { credentials: "omit" }));
  expect([await request.text(), request.fromCache]).toEqual(["nobody", true]);
  await logOut();
});
