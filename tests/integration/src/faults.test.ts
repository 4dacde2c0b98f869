import { faultContract } from "@rcache/testkit";
import { describe, it } from "vitest";
import { openStore, STORE_KINDS, type Store } from "./stores.ts";

describe.for(STORE_KINDS)("what a failing store may cost: %s", (kind) => {
  const stores = new Map<string, Store>();
  const open = ({ cacheName }: { cacheName: string }): Store["backend"] => {
    const store = openStore(kind);
    stores.set(cacheName, store);
    return store.backend;
  };
  faultContract({ describe, it }, { open, destroy: (name) => stores.get(name)?.[Symbol.dispose]() });
});
