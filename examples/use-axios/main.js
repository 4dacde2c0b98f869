import { once } from "node:events";
import { createServer } from "node:http";

import { withCache } from "@rcache/axios";
import { memoryBackend } from "@rcache/backend-memory";
import axios from "axios";

let answers = 0;
const origin = createServer((_request, response) => response.end(`answer ${++answers}`));
await once(origin.listen(0, "127.0.0.1"), "listening");
const url = `http://127.0.0.1:${origin.address().port}/`;

const api = withCache(axios.create(), { backend: memoryBackend(), expireAfter: "1h", autoClose: true });
for (let n = 0; n < 2; n++) {
  const { data, fromCache } = await api.get(url);
  console.log(data, fromCache);
}
const { data, fromCache } = await api.get(url, { rcache: { forceRefresh: true } });
console.log(data, fromCache);

await api.cache.close();
origin.close();
