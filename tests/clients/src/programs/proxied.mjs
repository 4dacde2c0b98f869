// Asks one URL twice by fetch and twice by node:http, and prints the four answers.
import { once } from "node:events";
import { get } from "node:http";

const [, , url] = process.argv;
const answers = [];
for (let n = 0; n < 2; n++) answers.push(await (await fetch(`${url}fetch`)).text());
for (let n = 0; n < 2; n++) {
  const [response] = await once(get(`${url}http`), "response");
  answers.push((await response.setEncoding("utf8").toArray()).join(""));
}
console.log(JSON.stringify(answers));
