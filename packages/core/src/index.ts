export { keyValueBackend } from "./backends/key-value/key-value-backend.ts";
export { matchesScan } from "./backends/scan-filter.ts";
export { type TieredOptions, tiered } from "./backends/tiered/tiered.ts";
export { createHttpCache } from "./cache/create-http-cache.ts";
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
  Found,
  FoundRecord,
  Precondition,
  RecordHead,
  RecordValue,
  ScanFilter,
  StoredRecord,
} from "./contracts/backend.ts";
export type { BodyStore, BodyWriter } from "./contracts/body-store.ts";
export type { Clock } from "./contracts/clock.ts";
export type { CacheEvent } from "./contracts/events.ts";
export type { Lease, LeaseTaken } from "./contracts/lease.ts";
export type { Send, SendContext } from "./contracts/send.ts";
export type { RecordDocument, RecordFault, Serializer, Stage } from "./contracts/serializer.ts";
export type { Address, BodyRef, Entry, Lifetimes, Lookup, StaleBan } from "./entry/entry.ts";
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
export { checksumOf } from "./platform/checksum.ts";
export type {
  AnswerHead,
  Bypass,
  CacheInfo,
  CacheOutcome,
  Explanation,
  HandledResponse,
} from "./policy/outcome.ts";
export type {
  LookupVerdict,
  Reason,
  ReplyVerdict,
  RequestVerdict,
  StoreVerdict,
  WriteResult,
} from "./policy/verdict.ts";
export { documentSerializer } from "./serializers/document-serializer.ts";
export { type DocumentFormat, documentsAsBytes, documentsAsText } from "./serializers/documents-as-bytes.ts";
export { frameSerializer } from "./serializers/frame-serializer.ts";
export { pipeline } from "./serializers/pipeline.ts";
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
