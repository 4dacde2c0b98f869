const { createServer, get } = require("node:http");

// Asks twice in each of the two ways, and prints how often the origin was asked.
let count = 0;
const origin = createServer((_request, response) => response.end(String(++count)));
const ask = (url) => new Promise((resolve) => get(url, (response) => response.on("data", resolve)));
origin.listen(0, "127.0.0.1", async () => {
  const url = `http://127.0.0.1:${origin.address().port}/`;
  const bodies = [String(await ask(url)), String(await ask(url)), await (await fetch(url)).text()];
  console.log(bodies.join(" "));
  origin.close();
  origin.closeAllConnections();
});
