import type { CacheOutcome } from "@rcache/core";
import { describeResponse, INSPECT, type Inspect } from "./describe-response.ts";
import type { CachedResponse } from "./fetch-types.ts";

/** What a `Response` has to say of an answer and only the platform can set. */
export type ResponseFacts = Readonly<
  Pick<Response, "status" | "statusText" | "ok" | "url" | "redirected" | "type">
>;

/** What a body failed with while it arrived. Chromium reports its own `TypeError` instead, also for an abort. */
export interface Failure {
  error?: unknown;
}

/** What a marked response knows beyond the platform. */
interface About {
  readonly cache: CacheOutcome;
  /** undefined: the platform's own hold. */
  readonly facts: (() => ResponseFacts) | undefined;
  readonly failure: Failure | undefined;
}

/**
 * Puts what is known about a response into a private field of it: nothing shows and nothing is inherited, so that what only looks like a response fails
 * as with the platform's. A `WeakMap` does the same, and costs as much as a tenth of a fetch.
 */
class Marked extends /* @__PURE__ */ givenObject() {
  #about: About;

  private constructor(response: Response, about: About) {
    super(response);
    this.#about = about;
  }

  static put(response: Response, about: About): void {
    if (#about in response) response.#about = about;
    else new Marked(response, about);
  }

  static aboutOf(marked: Response): About {
    if (#about in marked) return marked.#about;
    throw new TypeError("Illegal invocation");
  }
}

/** A class whose constructor gives the object that it is given, for a class over it to add its fields to. */
function givenObject(): new (given: object) => object {
  // The cast: the compiler takes only a class for one.
  return function given(object: object): object {
    return object;
  } as unknown as new (
    given: object,
  ) => object;
}

const FACTS = ["status", "statusText", "ok", "url", "redirected", "type"] as const;
const READERS = ["arrayBuffer", "blob", "bytes", "formData", "json", "text"] as const;

/**
 * Marks a platform response, and every clone of it, with how it came about, and with facts in place of its own.
 *
 * By a prototype of its own between the response and the platform's: to define some fifteen properties on each costs as much as the response.
 */
export function withOutcome(
  response: Response,
  cache: CacheOutcome,
  facts?: () => ResponseFacts,
  failure?: Failure,
): CachedResponse {
  Marked.put(response, { cache, facts, failure });
  // The cast: the prototype has the two members that make it one.
  return Object.setPrototypeOf(response, markedPrototype(Object.getPrototypeOf(response))) as CachedResponse;
}

/** The function, called once at most. */
export function onceAsked<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** By the platform's: there may be several, as where a library brings a fetch of its own. */
const prototypes = new WeakMap<Response, object>();

function markedPrototype(platform: Response): object {
  const known = prototypes.get(platform);
  if (known !== undefined) return known;
  const made: object = Object.create(platform, membersOver(platform));
  prototypes.set(platform, made);
  return made;
}

function membersOver(platform: Response): PropertyDescriptorMap {
  const members: PropertyDescriptorMap = {
    fromCache: getter(({ cache }) => cache.fromCache),
    cache: getter(({ cache }) => cache),
    clone: method(function (this: Response): CachedResponse {
      const { cache, facts, failure } = Marked.aboutOf(this);
      return withOutcome(platform.clone.call(this), cache, facts, failure);
    }),
    [INSPECT]: method(function (this: Response, _depth: number, options: object, inspect: Inspect): string {
      return describeResponse(this, Marked.aboutOf(this).cache, options, inspect);
    }),
  };
  for (const name of FACTS)
    members[name] = getter(({ facts }, response) => facts?.()[name] ?? Reflect.get(platform, name, response));
  // Not every library has them all.
  for (const name of READERS.filter((name) => name in platform))
    members[name] = method(function (this: Response): Promise<unknown> {
      const { failure } = Marked.aboutOf(this);
      const read = platform[name].call(this);
      return failure === undefined ? read : read.catch((error: unknown) => rethrown(failure, error));
    });
  // Listed as the platform's own are.
  for (const name in platform) if (members[name] !== undefined) members[name].enumerable = true;
  return members;
}

function rethrown(failure: Failure, error: unknown): never {
  throw "error" in failure ? failure.error : error;
}

function getter(get: (about: About, response: Response) => unknown): PropertyDescriptor {
  return {
    configurable: true,
    get(this: Response) {
      return get(Marked.aboutOf(this), this);
    },
  };
}

function method(value: (this: Response, ...given: never[]) => unknown): PropertyDescriptor {
  return { configurable: true, writable: true, value };
}
