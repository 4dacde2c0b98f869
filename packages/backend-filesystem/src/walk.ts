import { join } from "node:path";
import { type Address, type RecordHead, turn } from "@rcache/core/backend";
import type { Epochs } from "./epochs.ts";
import { namesIn, readBeginning } from "./files.ts";
import { isBodyName, isRecordName, type Layout, readDirectoryName } from "./layout.ts";
import { decodeRecordFile, isOfAnotherVersion, type RecordFile } from "./record-file.ts";

/** Enough for all heads but odd ones. */
const HEAD_BYTES = 4096;
/** So many directories in one go, before others have the event loop. What is removed from one takes longer than all the rest. */
const DIRECTORIES_AT_ONCE = 4;

/** A directory of one target. */
export interface TargetDirectory {
  readonly path: string;
  readonly targetName: string;
  /** Its target was invalidated since: nobody sees what is in it. */
  readonly isDead: boolean;
  readonly records: readonly string[];
  readonly bodies: readonly string[];
}

/** A record's file, looked at from outside. */
export interface SeenRecord extends RecordFile {
  readonly path: string;
  readonly modifiedAtMs: number;
}

/** Every directory of a target once, beginning in a bucket of choice and going around. Memory stays flat. */
export async function* walk(
  layout: Layout,
  epochs: Epochs,
  firstBucket = "",
): AsyncGenerator<TargetDirectory & { readonly bucket: string }> {
  const buckets = [...namesIn(layout.entries)].sort();
  const first = Math.max(
    0,
    buckets.findIndex((bucket) => bucket >= firstBucket),
  );
  let seen = 0;
  for (const bucket of [...buckets.slice(first), ...buckets.slice(0, first)]) {
    for (const name of namesIn(join(layout.entries, bucket))) {
      const directory = targetDirectory(layout, epochs, bucket, name);
      if (directory === undefined) continue;
      yield { ...directory, bucket };
      seen += 1;
      if (seen % DIRECTORIES_AT_ONCE === 0) await turn();
    }
  }
}

function targetDirectory(
  layout: Layout,
  epochs: Epochs,
  bucket: string,
  name: string,
): TargetDirectory | undefined {
  const parts = readDirectoryName(name);
  if (parts === undefined) return undefined;
  const { targetName, epoch } = parts;
  const path = join(layout.entries, bucket, name);
  const names = namesIn(path);
  return {
    path,
    targetName,
    isDead: epochs.of(targetName) !== epoch,
    records: names.filter(isRecordName),
    bodies: names.filter(isBodyName),
  };
}

/** The head of a record; a fault where the file is damaged, undefined where there is none. */
export function seeRecord(path: string): SeenRecord | "corrupt" | "foreign" | undefined {
  const start = readBeginning(path, HEAD_BYTES);
  if (start === undefined) return undefined;
  const { fileBytes, modifiedAtMs } = start;
  let record = decodeRecordFile(start.bytes);
  if (record === undefined && fileBytes > HEAD_BYTES && !start.bytes.includes(10)) {
    const whole = readBeginning(path);
    record = whole && decodeRecordFile(whole.bytes);
  }
  if (record === undefined) return isOfAnotherVersion(start.bytes) ? "foreign" : "corrupt";
  return record.fileBytes === fileBytes ? { ...record, path, modifiedAtMs } : "corrupt";
}

/** The heads of a directory's records that can be read. */
export function headsIn({ path, records }: TargetDirectory): readonly SeenRecord[] {
  const heads: SeenRecord[] = [];
  for (const name of records) {
    const record = seeRecord(join(path, name));
    if (typeof record === "object") heads.push(record);
  }
  return heads;
}

/** Whether a path's bucket is the one that a digest says; whoever renames files may put them elsewhere. */
export function standsAt(layout: Layout, directory: TargetDirectory, head: RecordHead): boolean {
  return layout.targetName(head.target) === directory.targetName;
}

/** Whether a record is the one of an address, and not of one with the same digest. */
export function isAt(head: RecordHead, { target, selector, variant }: Address): boolean {
  return head.target === target && head.selector === selector && head.variant === variant;
}
