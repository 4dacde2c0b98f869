/** Every error code, and when it is used. The page "Errors" of the documentation is made from this table. */
export const ERROR_CODES = {
  RCACHE_UNKNOWN_OPTION: "An option that does not exist.",
  RCACHE_INVALID_OPTION: "An option with a value of the wrong type or out of range.",
  RCACHE_INVALID_DURATION: "A duration that cannot be read.",
  RCACHE_INVALID_PATTERN: "A URL pattern that cannot be read.",
  RCACHE_INVALID_REQUEST: "A request without an absolute URL or a method.",
  RCACHE_INVALID_RESPONSE: "A send function, or a call of put, gave something that is not an HttpResponse.",
  RCACHE_INVALID_BACKEND: "A backend that lacks members of the contract.",
  RCACHE_UNKNOWN_BACKEND: "A backend alias or URL that is not known.",
  RCACHE_UNKNOWN_SERIALIZER: "A serializer alias that is not known.",
  RCACHE_SERIALIZER_MISMATCH: "A serializer that writes a kind of value which the backend cannot store.",
  RCACHE_PACKAGE_MISSING: "A package that is not installed.",
  RCACHE_UNSUPPORTED: "The backend lacks the ability that a call needs.",
  RCACHE_CLOSED: "The cache was closed.",
  RCACHE_BACKEND_FAILED: "The backend threw or rejected; the cause is the original error.",
  RCACHE_BACKEND_TIMEOUT: "The backend did not answer within its deadline.",
  RCACHE_BACKEND_OVERLOADED:
    "More writes are waiting than the backend keeps up with; the response is not stored.",
  RCACHE_BACKEND_PAUSED: "The backend failed several times in a row and is not called for a while.",
  RCACHE_BACKEND_UNUSABLE: "The backend could not be opened.",
  RCACHE_FOREIGN_STORE: "The file, table or directory belongs to something else, or to a newer version.",
  RCACHE_BODY_CORRUPT: "A stored body is damaged or incomplete.",
  RCACHE_TOO_MANY_REDIRECTS: "More redirects than are followed.",
  RCACHE_DEFAULT_MEMORY: "No persistent backend runs here; responses are kept in memory.",
  RCACHE_LARGE_BODIES_NOT_KEPT: "The backend or its serializer stores no bodies larger than inlineBytes.",
  RCACHE_TTL_NOT_ENABLED: "The database does not remove expired entries by itself; deleteExpired() does.",
  RCACHE_STORE_DAMAGED: "A store was damaged; it was emptied and is used again.",
  RCACHE_STORE_FULL: "A store has reached its limit; the least recently used responses are removed.",
  RCACHE_OPEN_DIRECTORY: "A directory of the cache is open to other users of the machine.",
  RCACHE_USER_FUNCTION_FAILED:
    "One of your functions threw, or returned a promise; nobody listens to the event.",
  RCACHE_DEPRECATED: "An old name was used.",
} as const;

/** The codes in {@link ERROR_CODES}; a plugin may have codes of its own. */
export type ErrorCode = keyof typeof ERROR_CODES | `RCACHE_${string}`;
