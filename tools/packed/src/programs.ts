/** A file of an empty project, and what it prints there. */
export interface Program {
  readonly file: string;
  readonly text: string;
  readonly prints: string;
}

/** What is installed together: enough for the programs, and nothing that has to be fetched but one driver. */
export const PACKAGES: readonly string[] = [
  "core",
  "axios",
  "backend-indexeddb",
  "backend-memory",
  "backend-sqlite",
  "backends",
  "fetch",
  "patch",
  "serializer-json",
  "testkit",
];

/** What a program brings along that uses them. */
export const PEERS: readonly string[] = ["axios@1.21.1"];

/** What a cache in a file takes. */
export const PERSISTENT: readonly string[] = [
  "core",
  "backends",
  "backend-memory",
  "fetch",
  "backend-sqlite",
];

/** A cache in a file where nothing else is installed. */
export const PERSISTENT_CACHE: Program = {
  file: "persistent.mjs",
  prints: "miss hit true",
  text: `
      import { existsSync } from "node:fs";
      import { createServer } from "node:http";
      import { createCachedFetch } from "@rcache/fetch";
      const origin = createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1");
      await new Promise((resolve) => origin.once("listening", resolve));
      const url = "http://127.0.0.1:" + origin.address().port + "/";
      const kinds = [];
      for (let n = 0; n < 2; n++) {
        const fetch = createCachedFetch({ cacheName: "./kept", expireAfter: "1h" });
        const response = await fetch(url);
        await response.text();
        kinds.push(response.cache.kind);
        await fetch.close();
      }
      console.log(...kinds, existsSync("./kept.sqlite"));
      origin.close();
    `,
};

/** A backend by its name that is installed, and one that is not. Also bundled, and where a package reaches only what it names. */
export const NAMED_BACKENDS: Program = {
  file: "named-backends.mjs",
  prints: "miss hit\nRCACHE_PACKAGE_MISSING",
  text: `
      import { createServer } from "node:http";
      import { createCachedFetch } from "@rcache/fetch";
      const origin = createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1", async () => {
        const url = "http://127.0.0.1:" + origin.address().port + "/";
        await askTwice(url, { backend: "sqlite", backendOptions: { useMemory: true }, expireAfter: "1h" });
        await askTwice(url, { backend: "redis" });
        origin.close();
      });
      async function askTwice(url, options) {
        const fetch = createCachedFetch(options);
        const ask = async () => {
          const response = await fetch(url);
          await response.text();
          await fetch.cache.flush();
          return response.cache.kind;
        };
        try {
          console.log(await ask(), await ask());
        } catch ({ code }) {
          console.log(code);
        }
        await fetch.close();
      }
    `,
};

/** An axios instance in both of its copies, which bring classes of their own. */
const AXIOS: Program = {
  file: "axios.mjs",
  prints: "miss hit true true true",
  text: `
      import { createRequire } from "node:module";
      import { createServer } from "node:http";
      import axios from "axios";
      import { createCachedAdapter, withCache } from "@rcache/axios";
      const commonJs = createRequire(import.meta.url)("axios");
      const origin = createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1", async () => {
        const url = "http://127.0.0.1:" + origin.address().port + "/";
        const api = withCache(axios.create(), { backend: "memory" });
        const kinds = [(await api.get(url)).cache.kind, (await api.get(url)).cache.kind];
        const isOwn = async (copy, instance) => {
          const error = await instance.get("http://127.0.0.1:1/").catch((error) => error);
          return error instanceof copy.AxiosError;
        };
        const adapter = createCachedAdapter({ cache: api.cache });
        const own = [await isOwn(axios, api), await isOwn(axios, axios.create({ adapter }))];
        console.log(...kinds, ...own, await isOwn(commonJs, commonJs.create({ adapter })));
        origin.close();
        origin.closeAllConnections();
      });
    `,
};

/** What a stranger writes first, in both module formats, and a contract suite that starts processes. */
export const PROGRAMS: readonly Program[] = [
  NAMED_BACKENDS,
  AXIOS,
  {
    file: "patched.mjs",
    prints: "1 1 1 2",
    text: `
      import { createServer, get } from "node:http";
      import { installCache, uninstallCache } from "@rcache/patch";
      let count = 0;
      const origin = createServer((_, response) => response.end(String(++count))).listen(0, "127.0.0.1");
      await new Promise((resolve) => origin.once("listening", resolve));
      const url = "http://127.0.0.1:" + origin.address().port + "/";
      const ask = () => new Promise((resolve) => get(url, (response) => response.on("data", resolve)));
      installCache("answers", { backendOptions: { useMemory: true }, expireAfter: "1h" });
      const bodies = [await ask(), await ask(), await (await fetch(url)).text()];
      uninstallCache();
      console.log(...bodies.map(String), String(await ask()));
      origin.close();
      origin.closeAllConnections();
    `,
  },
  {
    file: "esm.mjs",
    prints: "miss hit hello function StoredOutcome",
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
      console.log(...kinds, second.cache.kind, await second.text(), typeof sqliteBackend, second.cache.constructor.name);
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
  {
    file: "processes.mjs",
    prints: "P1 P2 P3 P4 P5 P6 P7",
    text: `
      import { sqliteBackend } from "@rcache/backend-sqlite";
      import { processContract } from "@rcache/testkit";
      export const open = ({ cacheName }) => sqliteBackend({ path: "./" + cacheName + ".sqlite" });
      // The other processes import this module too, and this one while it runs.
      if (process.argv[1].endsWith("processes.mjs")) prove();
      async function prove() {
        const proofs = [];
        const runner = { describe: (_, group) => group(), it: (name, proof) => proofs.push({ name, proof }) };
        processContract(runner, { module: new URL(import.meta.url) });
        for (const { proof } of proofs) await proof();
        console.log(...proofs.map(({ name }) => name.split(" ")[0]));
      }
    `,
  },
];
