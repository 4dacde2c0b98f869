import type { HttpResponse } from "../../http/messages.ts";
import { clearsCache } from "../../policy/invalidation/clear-site-data.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import type { Engine } from "./engine.ts";

/** Forgets all of an origin where its answer says so; undefined where there is nothing to wait for. */
export function clearOriginAfter(
  { memory, flights, storage, events, closed }: Engine,
  url: string,
  { headers }: Pick<HttpResponse, "headers">,
  settings: ResolvedSettings,
): Promise<void> | undefined {
  if (closed || settings.readOnly || !clearsCache(headers, settings)) return undefined;
  // What is on its way was asked for before, of whatever origin: it is only not kept.
  memory.invalidatedAll();
  flights.detachAll();
  storage.forgetPending();
  return Promise.resolve(storage.removeOrigin(url)).then((count) => {
    const target = new URL("/", url).href;
    if (count > 0 && events.hears("removed")) events.emit({ kind: "removed", target, count });
  });
}
