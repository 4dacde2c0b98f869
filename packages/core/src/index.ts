export type {
  CacheStats,
  EntryFilter,
  HttpCache,
  RequestInput,
  StoredResponse,
} from "./cache/http-cache.ts";
export type {
  Backend,
  BackendHost,
  CallContext,
  Found,
  FoundRecord,
  RecordHead,
  RecordValue,
  ScanFilter,
  StoredRecord,
  Witness,
} from "./contracts/backend.ts";
export type { BodyRef, BodyStore, BodyWriter } from "./contracts/body-store.ts";
export type { Clock } from "./contracts/clock.ts";
export type { CacheEvent } from "./contracts/events.ts";
export type { Lease, LeaseTaken } from "./contracts/lease.ts";
export type { Send, SendContext } from "./contracts/send.ts";
export type { RecordDocument, RecordFault, Serializer, Stage } from "./contracts/serializer.ts";
export { checksumOf } from "./engine/checksum.ts";
export { createHttpCache } from "./engine/create-http-cache.ts";
export { documentSerializer } from "./engine/document-serializer.ts";
export { type DocumentFormat, documentsAsBytes, documentsAsText } from "./engine/documents-as-bytes.ts";
export { frameSerializer } from "./engine/frame-serializer.ts";
export { keyValueBackend } from "./engine/key-value-backend.ts";
export { pipeline } from "./engine/pipeline.ts";
export {
  fromReadable,
  type JsonValue,
  type ReadableRecord,
  toReadable,
} from "./engine/readable-record.ts";
export { matchesScan } from "./engine/scan-filter.ts";
export { type TieredOptions, tiered } from "./engine/tiered.ts";
export type { Address, Entry, Lifetimes, Lookup, StaleBan } from "./entry/entry.ts";
export { ERROR_CODES, type ErrorCode } from "./errors/codes.ts";
export { isRcacheError, RcacheError } from "./errors/rcache-error.ts";
export type {
  AbortSignalLike,
  Awaitable,
  Bytes,
  Chunks,
  HeaderList,
  HttpRequest,
  HttpResponse,
  Instant,
  RedirectHop,
  RequestView,
  ResponseView,
} from "./http/messages.ts";
export type { CacheInfo, CacheOutcome, Explanation, HandledResponse } from "./policy/outcome.ts";
export type {
  LookupVerdict,
  Reason,
  ReplyVerdict,
  RequestVerdict,
  StoreVerdict,
  WriteResult,
} from "./policy/verdict.ts";
export {
  checkOptions,
  durationRule,
  flagRule,
  invalidOption,
  type OptionRule,
  type OptionRules,
} from "./settings/check-options.ts";
export {
  DO_NOT_CACHE,
  type Duration,
  type DurationObject,
  durationMs,
  EXPIRE_IMMEDIATELY,
  type Expiration,
  NEVER_EXPIRE,
} from "./settings/duration.ts";
export { nearestName } from "./settings/nearest-name.ts";
export type {
  BackendSource,
  CacheOptions,
  CacheRule,
  CacheSettings,
  ExpireAfter,
  PolicySettings,
  RequestOptions,
  UrlPattern,
} from "./settings/settings.ts";
