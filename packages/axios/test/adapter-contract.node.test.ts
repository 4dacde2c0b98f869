import { adapterContract } from "@rcache/testkit";
import type { AxiosInstance } from "axios";
import { describe, it } from "vitest";
import { type CachedAxiosConfig, createCachedAdapter, withCache } from "../src/index.ts";
import { COPIES, copies } from "./node/copies.ts";
import { handledAnswer } from "./node/handled-answer.ts";

describe.each(COPIES)("axios, the %s supported", (copy) => {
  describe.each(["withCache", "createCachedAdapter"] as const)("%s", (way) => {
    adapterContract(
      { describe, it },
      {
        open(options) {
          const made = copies[copy].create({
            responseType: "stream",
            validateStatus: null,
            transformRequest: [],
          });
          const { instance, cache } = way === "withCache" ? wrapped(made) : adapted(made);
          function wrapped(plain: AxiosInstance) {
            const cached = withCache(plain, options);
            return { instance: plain, cache: cached.cache };
          }
          function adapted(plain: AxiosInstance) {
            const adapter = createCachedAdapter(options);
            plain.defaults.adapter = adapter;
            return { instance: plain, cache: adapter.cache };
          }
          return {
            async send({ method, url, headers, body, redirect, signal }, rcache) {
              const fields: Record<string, string[]> = {};
              for (const [name, value] of headers) fields[name] = [...(fields[name] ?? []), value];
              const config: CachedAxiosConfig = { method, url, headers: fields };
              if (body instanceof Uint8Array) config.data = Buffer.from(body);
              if (redirect === "manual") config.maxRedirects = 0;
              // The cast: the kit gives the platform's signals.
              if (signal !== undefined) config.signal = signal as AbortSignal;
              if (rcache !== undefined) config.rcache = rcache;
              return handledAnswer(await instance.request(config));
            },
            close: () => cache.close(),
          };
        },
      },
    );
  });
});
