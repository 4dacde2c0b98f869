import type { HttpRequest } from "@rcache/core";
import { everyByte, text } from "../builders/entry-of.ts";
import { checkEqual } from "../check.ts";
import { type AdapterProof, ask, checkSource } from "./stage.ts";

/** A11, A12, A14: who gets whose answer. */
export const sharingProofs: readonly AdapterProof[] = [
  {
    name: "A11 POST is not answered from the cache, and what it changed is asked for anew",
    async prove({ client, origin, request }) {
      origin.answer("/a", ...["get", "post", "post again", "get again"].map((body) => ({ body })));
      const own = client();
      const post = request("/a", {
        method: "POST",
        headers: [["content-type", "text/plain"]],
        body: text("x"),
      });
      checkEqual((await ask(own, request("/a"))).body, text("get"), "GET");
      checkSource(await ask(own, request("/a")), "cache", "a second GET");
      for (const body of ["post", "post again"]) {
        const answer = await ask(own, post);
        checkSource(answer, "origin", "POST");
        checkEqual(answer.body, text(body), "body of POST");
      }
      const after = await ask(own, request("/a"));
      checkSource(after, "origin", "GET after POST");
      checkEqual(after.body, text("get again"), "body of GET after POST");
      checkEqual(
        origin.requests.map(({ method }) => method),
        ["GET", "POST", "POST", "GET"],
        "methods that the origin was asked",
      );
    },
  },
  {
    name: "A12 equal requests at the same time ask the origin once",
    async prove({ client, origin, request }) {
      origin.answer("/a", { body: everyByte(5_000) });
      const own = client();
      const answers = await Promise.all(Array.from({ length: 10 }, () => ask(own, request("/a"))));
      for (const { response, body } of answers) {
        checkEqual(response.status, 200, "status");
        checkEqual(body, everyByte(5_000), "body");
      }
      checkEqual(origin.requests.length, 1, "requests that the origin was asked");
    },
  },
  {
    name: "A14 requests with different Authorization never share an answer",
    async prove({ client, origin, request }) {
      const users = ["Bearer a", "Bearer b", "Basic YTpi", undefined];
      origin.answer("/a", ...users.map((user) => ({ body: `for ${String(user)}` })), { body: "for nobody" });
      const own = client();
      const by = (user: string | undefined, path = "/a"): HttpRequest =>
        request(path, { headers: user === undefined ? [] : [["Authorization", user]] });
      for (const user of users)
        checkEqual(
          (await ask(own, by(user))).body,
          text(`for ${String(user)}`),
          `first answer to ${String(user)}`,
        );
      for (const user of users) {
        const again = await ask(own, by(user));
        checkEqual(again.body, text(`for ${String(user)}`), `second answer to ${String(user)}`);
        checkSource(again, "cache", `second answer to ${String(user)}`);
      }
      origin.answer("/b", ...users.map((user) => ({ body: `for ${String(user)}` })));
      // At the same time: nobody may wait for another's answer either.
      const together = await Promise.all(users.map((user) => ask(own, by(user, "/b"))));
      const bodies = new Set(together.map(({ body }) => new TextDecoder().decode(body)));
      checkEqual(bodies.size, users.length, "different answers at the same time");
      checkEqual(origin.requests.length, 2 * users.length, "requests that the origin was asked");
    },
  },
];
