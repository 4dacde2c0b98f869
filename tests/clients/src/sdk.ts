import type { CachedFetchOptions } from "@rcache/fetch";
import manifest from "../package.json" with { type: "json" };

/** What an SDK is given besides the address of its service. Without a fetch, it takes the platform's or `node:http`. */
export interface Given {
  readonly fetch?: typeof globalThis.fetch;
}

/** An SDK as its users have it, but for the address that it asks. */
export interface Sdk {
  /** Its package, whose version is in this workspace's manifest. */
  readonly name: keyof typeof manifest.devDependencies;
  /** Asks once. @param base without a slash at its end */
  ask(base: string, given: Given): Promise<unknown>;
  /** It does not take a fetch, so that only a patched process caches it. @default true */
  readonly takesFetch?: boolean;
  /** What a cache has to be told for it, where its requests are not stored without a word. */
  readonly options?: Pick<CachedFetchOptions, "allowableMethods" | "partitionBy" | "harmlessNames">;
}

export const POSTS = { allowableMethods: ["GET", "POST"] };

/** Each request is signed anew, so that its credential is never the same. */
export const SIGNED: NonNullable<Sdk["options"]> = {
  harmlessNames: ["authorization"],
  partitionBy: (request) => /Credential=([^/]+)/.exec(request.header("authorization") ?? "")?.[1],
};

export function versionOf({ name }: Sdk): string {
  return manifest.devDependencies[name];
}
