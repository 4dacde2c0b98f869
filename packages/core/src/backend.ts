export {
  type BackendAbility,
  type BackendParts,
  type BackendPlan,
  type BackendShell,
  backendShell,
} from "./backends/backend-shell.ts";
export { EPOCH_KEPT_MS } from "./backends/epoch-kept.ts";
export { inTurns } from "./backends/in-turns.ts";
export { keyValueBackend } from "./backends/key-value/key-value-backend.ts";
export type { KeyValueStore } from "./backends/key-value/key-value-store.ts";
export { type RecentRecord, RecentRecords } from "./backends/recent-records.ts";
export { matchesScan } from "./backends/scan-filter.ts";
export { statsOf } from "./backends/stats-of.ts";
export type {
  Backend,
  BackendHost,
  DecodedRecord,
  Found,
  FoundRecord,
  Precondition,
  RecordHead,
  RecordValue,
  ScanFilter,
  StoredRecord,
} from "./contracts/backend.ts";
export type { BodyStore, BodyWriter } from "./contracts/body-store.ts";
export type { Lease, LeaseTaken } from "./contracts/lease.ts";
export type { RecordDocument, RecordFault, Serializer, Stage } from "./contracts/serializer.ts";
export type { Address, BodyRef, Entry, Lifetimes, Lookup, StaleBan } from "./entry/entry.ts";
export { ownEntry, ownHead } from "./entry/own-entry.ts";
export { revisedEntry } from "./entry/revised-entry.ts";
export { isRcacheError, RcacheError } from "./errors/rcache-error.ts";
export {
  type Awaitable,
  type Bytes,
  type Chunks,
  type HeaderList,
  type Instant,
  NEVER_MS,
} from "./http/messages.ts";
export { urlHost } from "./http/urls/url-host.ts";
export { checksumOf } from "./platform/bytes/checksum.ts";
export { corruptBody } from "./platform/bytes/corrupt-body.ts";
export { saveAtExit } from "./platform/process/at-exit.ts";
export { turn } from "./platform/time/pause.ts";
export { documentSerializer } from "./serializers/document-serializer.ts";
export { type DocumentFormat, documentsAsBytes, documentsAsText } from "./serializers/documents-as-bytes.ts";
export { frameSerializer } from "./serializers/frame-serializer.ts";
export {
  fromReadable,
  type JsonValue,
  type ReadableRecord,
  toReadable,
} from "./serializers/readable-record.ts";
export {
  checkOptions,
  durationRule,
  flagRule,
  invalidOption,
  type OptionRule,
  type OptionRules,
} from "./settings/check-options.ts";
export { type Duration, durationMs } from "./settings/duration.ts";
export { refuseMisplacedOptions } from "./settings/effective/check-settings.ts";
