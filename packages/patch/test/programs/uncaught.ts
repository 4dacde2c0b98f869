import { createServer, get } from "node:http";
import { installCache } from "../../src/index.ts";

/** What reaches the process, one after the other. */
const heard: string[] = [];
const next = (): Promise<void> =>
  new Promise((resolve) => {
    process.once("uncaughtException", (error: Error & { code?: string }) => {
      heard.push(error.code ?? error.message);
      resolve();
    });
  });

process.on("unhandledRejection", () => heard.push("a rejection"));
installCache({ backend: "memory" });
const origin = createServer((_request, response) => response.end("answer"));
await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
const address = origin.address();
const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;

const refused = next();
get("http://127.0.0.1:1/");
await refused;
for (const _ of ["miss", "hit"]) {
  const thrown = next();
  get(url, (response) => {
    response.resume();
    throw new Error("mine");
  });
  await thrown;
}
console.log(heard.join(" "));
process.exit();
