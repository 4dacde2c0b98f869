import { join } from "node:path";
import { open } from "lmdb";
import type { Contender } from "../harness/client.ts";
import { limitClient } from "./limit-client.ts";

/** The rawest read from a file of LMDB, which is mapped into memory, that still ends in a Response. No backend of this project uses it. */
export const limitLmdb: Contender = {
  role: "limit",
  async open(directory) {
    const db = open<Buffer, string>({ path: join(directory, "limit.lmdb"), encoding: "binary" });
    return limitClient({
      get: (key) => db.getBinary(key),
      set: (key, value) => db.put(key, value),
      close: () => db.close(),
    });
  },
};
