export { tiered } from "./backends/tiered/tiered.ts";
export { createHttpCache } from "./cache/create/create-http-cache.ts";
export type {
  CacheStats,
  EntryFilter,
  HttpCache,
  RequestInput,
  StoredResponse,
} from "./cache/http-cache.ts";
export type { Clock } from "./contracts/clock.ts";
export type { CacheEvent } from "./contracts/events.ts";
export type { Send, SendContext } from "./contracts/send.ts";
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
  RequestView,
  ResponseView,
} from "./http/messages.ts";
export { chunksAsArrived } from "./platform/bytes/chunks-as-arrived.ts";
export type {
  AnswerHead,
  Bypass,
  CacheInfo,
  CacheOutcome,
  Explanation,
  HandledResponse,
  Miss,
  Missed,
} from "./policy/outcome.ts";
export type { Reason, WriteResult } from "./policy/verdict.ts";
export { frameSerializer } from "./serializers/frame-serializer.ts";
export { pipeline } from "./serializers/pipeline.ts";
export { invalidOption } from "./settings/check-options.ts";
export {
  DO_NOT_CACHE,
  type Duration,
  EXPIRE_IMMEDIATELY,
  type Expiration,
  NEVER_EXPIRE,
} from "./settings/duration.ts";
export type {
  CacheOptions,
  CacheRule,
  CacheSettings,
  ExpireAfter,
  PolicySettings,
  RequestOptions,
  UrlPattern,
} from "./settings/settings.ts";
