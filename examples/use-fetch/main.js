import { once } from "node:events";
import { createServer } from "node:http";

import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";

let answers = 0;
const origin = createServer((_request, response) => response.end(`answer ${++answers}`));
await once(origin.listen(0, "127.0.0.1"), "listening");
const url = `http://127.0.0.1:${origin.address().port}/`;

const fetch = createCachedFetch({ backend: memoryBackend(), expireAfter: "1h", autoClose: true });
for (let n = 0; n < 2; n++) {
  const response = await fetch(url);
  console.log(await response.text(), response.fromCache, response.cache.reason);
}

await fetch.close();
origin.close();
