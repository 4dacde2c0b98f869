import { once } from "node:events";
import { createServer } from "node:http";

import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import express from "express";

let answers = 0;
const origin = createServer((_request, response) => response.end(`answer ${++answers}`));
await once(origin.listen(0, "127.0.0.1"), "listening");
const url = `http://127.0.0.1:${origin.address().port}/`;

const cachedFetch = createCachedFetch({ backend: memoryBackend(), expireAfter: "10m", autoClose: true });
const app = express();
app.get("/answers", async (_request, response) => {
  const answer = await cachedFetch(url);
  response.set("Cache-Status", `front; ${answer.fromCache ? "hit" : "fwd=miss"}`);
  response
    .status(answer.status)
    .type("text/plain")
    .send(await answer.text());
});
const server = app.listen(0, "127.0.0.1");
await once(server, "listening");

for (let n = 0; n < 2; n++) {
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/answers`);
  console.log(await answer.text(), answer.headers.get("Cache-Status"));
}

await cachedFetch.close();
server.close();
origin.close();
