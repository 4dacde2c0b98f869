import { describe, it } from "node:test";
import { createHttpCache } from "@rcache/core";
import { adapterContract } from "@rcache/testkit";
import { send } from "./send.js";

adapterContract(
  { describe, it },
  {
    open(options) {
      const cache = createHttpCache(options);
      return {
        send: (request, requestOptions) => cache.handle(request, send, requestOptions),
        close: () => cache.close(),
      };
    },
  },
);
