import { createHttpCache } from "@rcache/core";
import { describe, it } from "vitest";
import { adapterContract, httpSend } from "../src/index.ts";

describe("the engine over node:http", () => {
  adapterContract(
    { describe, it },
    {
      open(options) {
        const cache = createHttpCache(options);
        return {
          send: (request, requestOptions) => cache.handle(request, httpSend, requestOptions),
          close: () => cache.close(),
        };
      },
    },
  );
});
