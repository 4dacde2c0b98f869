import { once } from "node:events";
import { createServer, get } from "node:http";

let answers = 0;
const origin = createServer((_request, response) => response.end(`answer ${++answers}`));
await once(origin.listen(0, "127.0.0.1"), "listening");
const url = `http://127.0.0.1:${origin.address().port}/`;

console.log(await (await fetch(url)).text());
const [response] = await once(get(url), "response");
for await (const text of response.setEncoding("utf8")) console.log(text);

origin.close();
