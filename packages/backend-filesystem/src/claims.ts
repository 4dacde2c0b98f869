import { linkSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Address } from "@rcache/core/backend";
import { hasCode, removeFile } from "./files.ts";
import type { Layout } from "./layout.ts";
import { isAt, seeRecord } from "./walk.ts";

/** A process that claims a record and dies holds up its replacement for so long, by the machine's clock. */
const CLAIM_MS = 10_000;

/**
 * Runs where the record in one of these files still has the revision, as the only one who replaces this revision: a second name for its
 * file, which only one process can make, is the claim.
 */
export function whereItIs<T>(
  layout: Layout,
  at: Address,
  revision: string,
  files: readonly string[],
  run: () => T | undefined,
): T | undefined {
  const claim = join(layout.tmp, claimName(layout, at, revision));
  for (const file of files) {
    if (!takeClaim(file, claim)) return undefined;
    try {
      const record = seeRecord(claim) ?? seeRecord(file);
      const isIt = typeof record === "object" && record.head.revision === revision && isAt(record.head, at);
      if (isIt) return run();
    } finally {
      removeFile(claim);
    }
  }
  return undefined;
}

function claimName(layout: Layout, at: Address, revision: string): string {
  return `claim-${layout.targetName(JSON.stringify([at.target, at.selector, at.variant, revision]))}`;
}

function takeClaim(path: string, claim: string): boolean {
  for (let tries = 0; ; tries += 1) {
    try {
      linkSync(path, claim);
      return true;
    } catch (error) {
      if (hasCode(error, "ENOENT")) return false;
      // A filesystem without second names: two processes may both replace the record, and the later one wins.
      if (!hasCode(error, "EEXIST")) return true;
      if (tries > 0 || !isAbandoned(claim)) return false;
      removeFile(claim);
    }
  }
}

/** By the machine's clock: the time of the change is the filesystem's own. */
function isAbandoned(claim: string): boolean {
  const stats = statSync(claim, { throwIfNoEntry: false });
  return stats !== undefined && stats.ctimeMs + CLAIM_MS < Date.now();
}
