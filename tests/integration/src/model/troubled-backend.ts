import type { Backend, BodyStore, Found } from "@rcache/core/backend";
import type { Trouble } from "./steps.ts";

/** A backend whose next calls go wrong as they are told to. */
export interface TroubledBackend {
  readonly backend: Backend;
  meet(trouble: Trouble): void;
}

export function troubledBackend(inner: Backend): TroubledBackend {
  const ahead = new Map<Trouble["operation"], { how: Trouble["how"]; times: number }>();
  const next = (operation: Trouble["operation"]): Trouble["how"] | undefined => {
    const trouble = ahead.get(operation);
    if (trouble === undefined || trouble.times === 0) return undefined;
    trouble.times -= 1;
    if (trouble.how === "throw") throw new Error(`${operation} fails`);
    return trouble.how;
  };
  const backend: Backend = {
    ...inner,
    find(at, prefer) {
      const how = next("find");
      if (how === "reject") return Promise.reject(new Error("find fails"));
      if (how === "forget") return { complete: true, records: [] };
      const found = inner.find(at, prefer);
      return how === "flip" ? Promise.resolve(found).then(flipped) : found;
    },
    put(record, seen) {
      const how = next("put");
      if (how === "reject") return Promise.reject(new Error("put fails"));
      return how === "forget" ? "stored" : inner.put(record, seen);
    },
    remove: (which) => {
      next("remove");
      return inner.remove(which);
    },
    invalidate: (target) => {
      next("invalidate");
      return inner.invalidate(target);
    },
    ...(inner.bodies && { bodies: troubledBodies(inner.bodies, () => next("bodies")) }),
  };
  return { backend, meet: ({ operation, how, times }) => void ahead.set(operation, { how, times }) };
}

function troubledBodies(bodies: BodyStore, meetTrouble: () => void): BodyStore {
  return {
    create: (...args) => {
      meetTrouble();
      return bodies.create(...args);
    },
    open: (...args) => {
      meetTrouble();
      return bodies.open(...args);
    },
    keep: (...args) => {
      meetTrouble();
      return bodies.keep(...args);
    },
  };
}

/** The same, with a bit of every value of bytes changed. */
function flipped(found: Found): Found {
  const records = found.records.map((record) => {
    if (!(record.value instanceof Uint8Array)) return record;
    const value = new Uint8Array(record.value);
    const at = value.length >> 1;
    value[at] = (value[at] ?? 0) ^ 1;
    return { ...record, value };
  });
  return { ...found, records };
}
