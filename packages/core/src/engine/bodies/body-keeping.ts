import type { OpenBackend } from "../../backends/with-serializer.ts";
import type { BodyStore } from "../../contracts/body-store.ts";
import type { Serializer } from "../../contracts/serializer.ts";
import { PLAIN_BODY } from "../../serializers/plain-body.ts";

/** How bodies are kept by a backend and its serializer. */
export interface BodyKeeping {
  readonly bodies: BodyStore;
  readonly sealing: NonNullable<Serializer["body"]>;
}

/** undefined where no bodies are kept. */
export function sealable(open: OpenBackend | undefined): BodyKeeping | undefined {
  const bodies = open?.backend.bodies;
  const sealing = open?.serializer === undefined ? PLAIN_BODY : open.serializer.body;
  return bodies === undefined || sealing === undefined ? undefined : { bodies, sealing };
}
