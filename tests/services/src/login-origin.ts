import type { IncomingMessage, ServerResponse } from "node:http";

/** Where the test server of the browser suites lets somebody log in. */
const BASE = "/rcache-login/";

interface WithMiddlewares {
  readonly middlewares: {
    use(handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): void;
  };
}

/**
 * Routes at the origin of a browser suite's own page, because only there a page's requests carry cookies that no script sees:
 * `in?as=ada`, `out` (with `clear`: also `Clear-Site-Data`) and `me`, which says who is logged in, with the fields that its query names.
 */
export function loginOrigin(): { name: string; configureServer(server: WithMiddlewares): void } {
  return {
    name: "rcache-login-origin",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = new URL(request.url ?? "/", "http://localhost");
        if (!url.pathname.startsWith(BASE)) return next();
        answer(url, request, response);
      });
    },
  };
}

function answer(url: URL, request: IncomingMessage, response: ServerResponse): void {
  const { searchParams } = url;
  response.setHeader("Cache-Control", searchParams.get("cache-control") ?? "no-store");
  const vary = searchParams.get("vary");
  if (vary !== null) response.setHeader("Vary", vary);
  const route = url.pathname.slice(BASE.length);
  if (route === "in") response.setHeader("Set-Cookie", `sid=${searchParams.get("as")}; HttpOnly; Path=/`);
  if (route === "out") {
    response.setHeader("Set-Cookie", "sid=; HttpOnly; Path=/; Max-Age=0");
    if (searchParams.has("clear")) response.setHeader("Clear-Site-Data", '"cache"');
  }
  const sid = /(?:^|;\s*)sid=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  response.end(route === "me" ? (sid ?? "nobody") : "");
}
