import { describe, it } from "node:test";
import { backendContract } from "@rcache/testkit";
import { lastAnswers, newStore } from "./last-answers.js";

const stores = new Map();

backendContract(
  { describe, it },
  {
    open({ cacheName }) {
      const store = stores.get(cacheName) ?? newStore();
      stores.set(cacheName, store);
      return lastAnswers({ store });
    },
  },
);
