/** What is installed together: enough for the programs, and nothing that has to be fetched but one driver. */
export const PACKAGES: readonly string[] = [
  "core",
  "backend-memory",
  "backend-sqlite",
  "backends",
  "fetch",
  "serializer-json",
  "testkit",
];

/** What a stranger writes first, in both module formats. */
export const programs: readonly { readonly file: string; readonly text: string; readonly prints: string }[] =
  [
    {
      file: "esm.mjs",
      prints: "miss hit hello function",
      text: `
      import { createServer } from "node:http";
      import { memoryBackend } from "@rcache/backend-memory";
      import { sqliteBackend } from "@rcache/backend-sqlite";
      import { createHttpCache } from "@rcache/core";
      import { createCachedFetch } from "@rcache/fetch";
      const origin = createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1");
      await new Promise((resolve) => origin.once("listening", resolve));
      const url = "http://127.0.0.1:" + origin.address().port + "/";
      const fetch = createCachedFetch({ cacheName: "./answers.sqlite", expireAfter: "1h" });
      const kinds = [(await fetch(url)).cache.kind];
      await fetch.cache.flush();
      const second = await fetch(url);
      console.log(...kinds, second.cache.kind, await second.text(), typeof sqliteBackend);
      await createHttpCache({ backend: memoryBackend() }).close();
      await fetch.close();
      origin.close();
    `,
    },
    {
      file: "commonjs.cjs",
      prints: "miss hit function function",
      text: `
      const { createServer } = require("node:http");
      const { createCachedFetch } = require("@rcache/fetch");
      const { openCache } = require("@rcache/backends");
      const { backendContract } = require("@rcache/testkit");
      const origin = createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1", async () => {
        const url = "http://127.0.0.1:" + origin.address().port + "/";
        const fetch = createCachedFetch({ backend: "memory" });
        const kinds = [(await fetch(url)).cache.kind, (await fetch(url)).cache.kind];
        console.log(...kinds, typeof openCache, typeof backendContract);
        await fetch.close();
        origin.close();
      });
    `,
    },
  ];
