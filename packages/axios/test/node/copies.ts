import axios from "axios";
import oldest from "axios-1.7";

/** The versions that are tested: the newest, and the oldest that is supported. */
export const COPIES = ["newest", "oldest"] as const;

export type Copy = (typeof COPIES)[number];

export const copies: Readonly<Record<Copy, typeof axios>> = {
  newest: axios,
  // The cast: two versions of one package, each with types of its own.
  oldest: oldest as unknown as typeof axios,
};
