import type { Serializer } from "@rcache/core/backend";
import type { Runner } from "../runner.ts";
import { proveDamage } from "./damaged-values.ts";
import { proveOwned, proveRoundTrips } from "./round-trips.ts";
import { proveSealing } from "./sealed-bodies.ts";
import { proveForeign, proveTotal } from "./strange-values.ts";

/**
 * Tests a serializer against every promise of the `Serializer` contract. There is one test per promise, with its id first in the name.
 *
 * S4 is about bytes: for a serializer of documents it is not tested, because a document store keeps its fields whole.
 */
export function serializerContract(runner: Runner, serializer: Serializer<Uint8Array> | Serializer): void {
  runner.describe("serializer contract", () => {
    runner.it("S1 decode gives the entry that was encoded, every byte and every header line", () =>
      proveRoundTrips(serializer),
    );
    runner.it("S2 a value of another id, version or address is a fault, never another entry", () =>
      proveForeign(serializer),
    );
    runner.it("S3 no input makes decode throw", () => proveTotal(serializer));
    runner.it("S4 a value with a byte changed or cut off is a fault, or the same entry", () =>
      proveDamage(serializer),
    );
    runner.it("S5 what decode hands out is the caller's own", () => proveOwned(serializer));
    runner.it("bodies: what was sealed opens byte for byte, and from any byte where it is seekable", () =>
      proveSealing(serializer),
    );
  });
}
