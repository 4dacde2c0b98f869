import type { Family } from "./ported-behaviours.ts";
import { from } from "./ranges.ts";

/** The behaviours that concern the session, the cache object, backends and serializers: ids of the same inventory. */
export const STORAGE_FAMILIES: readonly Family[] = [
  { prefix: "SES-", about: "the session", numbers: from(1, 42) },
  { prefix: "CAC-", about: "the cache object", numbers: from(1, 19) },
  { prefix: "STO-", about: "storages", numbers: from(1, 7) },
  { prefix: "BE-", about: "how a backend is chosen", numbers: from(1, 11) },
  { prefix: "SQL-", about: "SQLite", numbers: from(1, 21) },
  { prefix: "FS-", about: "files", numbers: from(1, 16) },
  { prefix: "RED-", about: "Redis", numbers: from(1, 7) },
  { prefix: "MON-", about: "MongoDB and GridFS", numbers: [...from(1, 8), ...from(10, 13)] },
  { prefix: "DYN-", about: "DynamoDB", numbers: from(1, 10) },
  { prefix: "MEM-", about: "memory", numbers: from(1, 2) },
  { prefix: "SER-", about: "serializers", numbers: from(1, 16) },
  { prefix: "G-", about: "cases: sessions, first and second requests", numbers: from(1, 34) },
  {
    prefix: "G-",
    about: "cases: the cache object, storages, each backend, serializers",
    numbers: from(198, 313),
  },
];

const HOPS = "Each redirect hop is stored as its own entry, so there are no aliases.";
const NO_VACUUM = "Deleting never vacuums. Call vacuum() to shrink the file.";
const NO_SORTED = "filter() yields entries one by one. Collect and sort them if you need an order.";
const NO_RAW = "A body is read through the platform's Response.";
const NO_LOCK =
  "Processes coordinate through files in the cache's directory, so there is no lock object to share.";
const NO_INDEX = "The backend tracks recent use in memory and by file times. It needs no index file.";
const BYTES = "The bytes of a body never change. A serializer decides only how readable the stored form is.";
const PLATFORM = "Requests are the platform's Request objects.";

// Id | rule n, test: part of a title, contract: promises, or not: why
export const STORAGE_TABLE = `
SES-01 | test: replaces one line and is answered from a file
SES-07 | test: G-082, G-097
SES-08 | test: G-119
SES-09 | rule 80
SES-10 | test: with contentRootKey they are left out inside it only
SES-14 | test: G-018
SES-15 | test: VARY-03
SES-17 | test: a keyFn cannot undo it
SES-18 | test: G-180
SES-20 | test: autoClose decides otherwise
SES-21 | test: G-170
SES-22 | test: V12 with onlyIfCached
SES-28 | test: SES-26, SES-27: has the cache's live settings
SES-30 | test: SES-29…33: asks with %s
SES-33 | test: SES-29…33: asks with %s
SES-36 | not: rcache has no base classes to mix into. Wrap fetch before or behind the cache; the documentation lists the stages of a request.
SES-41 | not: The engine creates the 504 response. No public function is needed.
SES-42 | test: originalFetch asks without any cache
CAC-01 | not: ${HOPS} The backend is any object that implements the contract.
CAC-04 | contract: B15
CAC-05 | test: close() flushes and closes what the cache has made
CAC-16 | test: SQL-01…04
CAC-17 | test: SES-04 hands cacheName
CAC-18 | test: SES-40
STO-01 | contract: B1 B12 B17
STO-02 | contract: B12
STO-03 | contract: B16
STO-04 | test: G-217
STO-05 | not: ${BYTES}
STO-06 | contract: B7
STO-07 | not: A backend describes itself by name. Read its keys with scan().
BE-03 | test: prefers the place that a URL names to cacheName
BE-04 | test: and cacheName is another word
BE-07 | test: FS-01, FS-02
BE-08 | contract: B1 B13 B16
BE-09 | test: RED-03
BE-10 | test: starts a program, and stops it once
BE-11 | not: Each backend and serializer is a separate package.
SQL-03 | test: SQL-01…04
SQL-04 | test: SQL-01…04
SQL-06 | test: a file without a write-ahead log, limited
SQL-08 | not: The backend has typed options for the driver settings that it supports.
SQL-09 | test: schema 1
SQL-10 | test: the default serializer is the frame
SQL-11 | test: happens in the order in which it was asked for, and can be read meanwhile
SQL-12 | not: ${NO_VACUUM}
SQL-13 | test: CAC-19
SQL-14 | test: CAC-10, G-221
SQL-15 | not: ${NO_SORTED}
SQL-16 | test: CAC-19
SQL-19 | test: removes more than a slice in one call
SQL-20 | contract: B15
SQL-21 | test: SQL-01…04
FS-06 | not: ${NO_LOCK}
FS-12 | not: ${NO_INDEX}
FS-14 | test: CAC-19
RED-07 | test: the default serializer is the frame
MON-06 | contract: B19
MON-07 | contract: B15
DYN-06 | not: ${HOPS} They are persisted like every other entry.
MEM-01 | test: a serializer that memory has no use for
MEM-02 | not: The memory backend can be limited by number of entries and by bytes.
SER-02 | not: A binary frame replaces pickle. Stored data never selects code to run.
SER-06 | test: is flat: scalars, bytes and lists of texts
SER-07 | not: Serializers return bytes. Text serializers encode as UTF-8.
SER-10 | test: applies its stages from left to right
SER-11 | not: Build a custom format with documentsAsBytes or documentsAsText.
SER-12 | test: the default serializer is the frame
SER-14 | test: SER-03
SER-15 | test: F9 what another serializer wrote
G-002 | test: leaves a backend open that it was given
G-003 | test: BE-01 names the aliases
G-004 | test: BE-02
G-005 | test: SQL-01…04
G-007 | not: cacheName names only the backend that the cache creates. A backend that you pass has its own name.
G-008 | test: SES-03: wraps a fetch
G-009 | test: SES-03: shares Headers
G-010 | test: SES-40
G-011 | test: SES-39
G-012 | test: SES-25
G-014 | test: SES-02
G-019 | test: SES-29: adds parameters
G-022 | not: How TLS is verified is the client's own; a keyFn can tell such requests apart.
G-023 | test: G-021
G-027 | contract: S1
G-028 | test: streams, and stores what was streamed
G-029 | test: asks for the answer's body once
G-031 | test: writes a form that a server reads as it was
G-033 | test: has the fields, each Set-Cookie for itself
G-199 | test: G-198 to G-201
G-200 | test: G-198 to G-201
G-210 | not: rcache has no earlier format to migrate from.
G-213 | contract: B15
G-223 | contract: B6 B15
G-224 | contract: B17
G-226 | contract: B12
G-227 | contract: B12
G-228 | contract: B12
G-229 | contract: B2 B12
G-230 | contract: B15
G-231 | contract: B8
G-232 | contract: B12
G-233 | contract: B1 S1
G-234 | test: G-034
G-235 | contract: B19
G-236 | contract: B8
G-237 | contract: P1 P2
G-238 | contract: B11 D1
G-239 | test: lets the factory check its options
G-240 | test: SQL-01…04
G-241 | test: makes them by URL
G-242 | test: names the file that is no directory
G-243 | test: undoes everything where the function throws
G-244 | test: removes more than a slice in one call
G-245 | not: An empty transaction needs no special case.
G-246 | test: SQL-07
G-247 | test: happens in the order in which it was asked for, and can be read meanwhile
G-248 | test: rejects what does not fit, forgets it
G-249 | test: SQL-17
G-250 | not: ${NO_SORTED}
G-251 | not: ${NO_SORTED}
G-252 | not: ${NO_SORTED}
G-253 | test: G-217
G-254 | contract: B19
G-255 | test: answers every request, tells of it once, and is used again
G-256 | not: ${NO_VACUUM}
G-257 | not: ${NO_VACUUM}
G-258 | test: SQL-17
G-259 | test: CAC-19
G-260 | test: schema 1
G-263 | not: ${BYTES}
G-264 | test: CAC-19
G-267 | not: ${NO_LOCK}
G-277 | not: ${NO_INDEX}
G-292 | contract: B7
G-296 | test: the default serializer is the frame
G-297 | not: A serializer must declare its id and the kind of value that it writes. Other objects are rejected.
G-298 | not: Serializers and pipelines are immutable.
G-302 | test: keeps a body of %s as text
G-303 | test: leaves alone what fetch has decoded
G-304 | not: ${NO_RAW}
G-305 | not: ${NO_RAW}
G-306 | test: asks for a chunk only when one is wanted
G-307 | not: ${NO_RAW}
G-308 | not: Times are numbers and have no time zone.
G-309 | not: ${NO_RAW} Each cached response has its own body.
G-310 | test: CAC-12
G-311 | not: Sizes are plain numbers of bytes.
G-312 | test: shows what it is and why
G-313 | not: ${PLATFORM}
`;
