import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { countTrips } from "./trip-counter.ts";

describe("countTrips", () => {
  it("counts what is sent after an answer, however many pieces and connections it takes", async () => {
    const server = createServer((socket) => socket.on("data", (sent) => socket.write(`re: ${sent}`)));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    // The cast: a server that listens on a port has an address of this kind.
    const { port } = server.address() as AddressInfo;
    {
      await using counter = await countTrips(`redis://127.0.0.1:${port}/0`);
      const { protocol, port: ownPort, pathname } = new URL(counter.url);
      expect([protocol, pathname]).toEqual(["redis:", "/0"]);
      const sockets = [connect(Number(ownPort), "127.0.0.1"), connect(Number(ownPort), "127.0.0.1")];
      for (const [i, socket] of sockets.entries()) {
        socket.write("a question");
        await once(socket, "data");
        socket.write("another");
        await once(socket, "data");
        expect(counter.trips()).toBe(2 * (i + 1));
      }
    }
    server.close();
  });
});
