import { join, sep } from "node:path";
import { type Found, type FoundRecord, type Instant, type Lookup, RecentRecords } from "@rcache/core/backend";
import type { Epochs } from "./epochs.ts";
import { type FileIdentity, isSameFile, isSettled, isThere, namesIn, readBeginning } from "./files.ts";
import { isRecordName, type Layout } from "./layout.ts";
import type { Recency } from "./recency.ts";
import { decodeRecordFile, foundRecord } from "./record-file.ts";

/** A file that was read, and under which epoch. */
interface ReadFile {
  readonly targetName: string;
  readonly epoch: string;
  readonly path: string;
  readonly identity: FileIdentity;
}

/** Where the records of a target are, under the epoch that counts. */
interface Place {
  readonly targetName: string;
  readonly epoch: string;
  readonly directory: string;
}

/** What reading records needs of the backend around it. */
export interface ReaderParts {
  readonly layout: Layout;
  readonly epochs: Epochs;
  readonly recency: Recency;
  readonly nowMs: () => Instant;
  /** Of every file; undefined: by the serializer. */
  readonly extension: string | undefined;
}

/** What look-ups find: synchronous, and written nowhere. */
export class RecordReader {
  readonly #parts: ReaderParts;
  readonly #recent = new RecentRecords<ReadFile>();
  /** Of the files that were met last: tried first. */
  extension: string;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
    this.extension = parts.extension ?? "json";
  }

  /** Where the preferred record is there: without the epoch, which only the first to store needs. */
  find(at: Lookup, prefer?: string): Found {
    const again = prefer === undefined ? undefined : this.#findAgain(at, prefer);
    if (again !== undefined) return { complete: false, records: [again] };
    const { layout, epochs } = this.#parts;
    const targetName = layout.targetName(at.target);
    const epoch = epochs.of(targetName);
    const directory = layout.directory(targetName, epoch);
    const hasRecords = isThere(directory);
    const preferred =
      prefer === undefined || !hasRecords
        ? undefined
        : this.#findOne(at, prefer, { targetName, epoch, directory });
    if (preferred !== undefined) return { complete: false, records: [preferred] };
    epochs.readGeneration();
    return {
      complete: true,
      records: hasRecords ? this.#readAll(directory, at) : [],
      epoch: epochs.precondition(epoch),
    };
  }

  /** Whether a file is still the one that was read before is told sooner than it is read. */
  #findAgain(at: Lookup, variant: string): FoundRecord | undefined {
    const recent = this.#recent.get(keyOf(at, variant));
    if (recent === undefined) return undefined;
    const { found, state } = recent;
    const { targetName, epoch, path, identity } = state;
    if (this.#parts.epochs.of(targetName) !== epoch || !isSameFile(path, identity)) return undefined;
    if (found.removeAtMs <= this.#parts.nowMs()) return undefined;
    this.#parts.recency.use(path);
    return found;
  }

  #findOne(at: Lookup, variant: string, place: Place): FoundRecord | undefined {
    const { targetName, epoch, directory } = place;
    const { target, selector } = at;
    const name = `${this.#parts.layout.recordName({ target, selector, variant })}.${this.extension}`;
    const path = directory + sep + name;
    const read = this.#read(path, at);
    if (read?.found.variant !== variant) return undefined;
    const { found, identity } = read;
    if (!isSettled(identity)) return found;
    return this.#recent.met(keyOf(at, variant), {
      found,
      state: { targetName, epoch, path, identity },
      again: () => this.#valueOf(path, found),
    });
  }

  #valueOf(path: string, { target, selector, revision }: FoundRecord): FoundRecord["value"] | undefined {
    const found = this.#read(path, { target, selector })?.found;
    return found?.revision === revision ? found.value : undefined;
  }

  #read(
    path: string,
    at: Lookup,
  ): { readonly found: FoundRecord; readonly identity: FileIdentity } | undefined {
    const file = readBeginning(path);
    const record = file && decodeRecordFile(file.bytes);
    // Cut off or longer than it was; or of an address with the same digest, or moved here by hand.
    if (file === undefined || record === undefined || record.fileBytes !== file.fileBytes) return undefined;
    const { head, valueStart, valueBytes } = record;
    if (head.target !== at.target || head.selector !== at.selector) return undefined;
    if (head.removeAtMs <= this.#parts.nowMs()) return undefined;
    this.#parts.recency.use(path);
    const { buffer, byteOffset } = file.bytes;
    const value = new Uint8Array(buffer, byteOffset + valueStart, valueBytes);
    return { found: foundRecord(head, value), identity: file.identity };
  }

  #readAll(directory: string, at: Lookup): readonly FoundRecord[] {
    const beginning = this.#parts.layout.selectorName(at);
    const found = new Map<string, FoundRecord>();
    for (const name of namesIn(directory)) {
      if (!name.startsWith(beginning) || !isRecordName(name)) continue;
      const record = this.#read(join(directory, name), at)?.found;
      if (record === undefined) continue;
      found.set(record.variant, record);
      this.extension = name.slice(name.indexOf(".") + 1);
    }
    return [...found.values()];
  }
}

/** The lengths first: no two addresses have one key, whatever they hold. */
function keyOf({ target, selector }: Lookup, variant: string): string {
  return `${selector.length} ${variant.length} ${selector} ${variant} ${target}`;
}
