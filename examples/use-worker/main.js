import { once } from "node:events";
import { createServer } from "node:http";

import worker from "./worker.js";

let answers = 0;
const origin = createServer((_request, response) => response.end(`answer ${++answers}`));
await once(origin.listen(0, "127.0.0.1"), "listening");
const url = `http://127.0.0.1:${origin.address().port}/`;

const background = [];
const context = { waitUntil: (work) => background.push(work) };
for (let n = 0; n < 2; n++) {
  const env = { ORIGIN: url.slice(0, -1) };
  const answer = await worker.fetch(new Request("http://worker.test/people"), env, context);
  console.log(await answer.text(), answer.headers.get("X-From-Cache"));
}
await Promise.all(background);

origin.close();
