/** "RCAC", in the file's header: whose file it is. */
export const APPLICATION_ID = 0x52434143;
/** Of the tables below. A file with a larger one is left alone. */
export const SCHEMA_VERSION = 1;

/**
 * Rowid tables: `WITHOUT ROWID` is 2.3 times slower for values of this size. The value stands last, so that heads are read without it.
 *
 * `records_by_time` covers what expiry asks about. A chunk's id is its body's number times 2^20 plus its place, so that it needs no index.
 */
export const SCHEMA: string = `
CREATE TABLE records (
  id INTEGER PRIMARY KEY,
  target TEXT NOT NULL,
  selector TEXT NOT NULL,
  variant TEXT NOT NULL,
  revision TEXT NOT NULL,
  serializer_id TEXT NOT NULL,
  remove_at INTEGER NOT NULL,
  body TEXT,
  body_id TEXT,
  url TEXT NOT NULL,
  host TEXT,
  method TEXT NOT NULL,
  status INTEGER NOT NULL,
  tags TEXT,
  created_at INTEGER NOT NULL,
  fresh_until INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  size INTEGER NOT NULL,
  value BLOB NOT NULL,
  UNIQUE (target, selector, variant)
);
CREATE INDEX records_by_time ON records (remove_at, fresh_until, created_at);
CREATE INDEX records_by_body ON records (body_id) WHERE body_id IS NOT NULL;
CREATE TABLE targets (target TEXT PRIMARY KEY, epoch TEXT NOT NULL, bumped_at INTEGER NOT NULL);
CREATE INDEX targets_by_time ON targets (bumped_at);
CREATE TABLE bodies (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  committed INTEGER NOT NULL,
  owned INTEGER NOT NULL,
  keep_until INTEGER NOT NULL
);
CREATE INDEX bodies_nobody_owns ON bodies (keep_until) WHERE owned = 0;
CREATE TABLE chunks (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE leases (name TEXT PRIMARY KEY, token TEXT NOT NULL, until INTEGER NOT NULL);
CREATE TABLE state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  entries INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  size INTEGER NOT NULL,
  epoch TEXT NOT NULL
);
INSERT INTO state VALUES (1, 0, 0, 0, lower(hex(randomblob(8))));
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Only where there is a limit: it makes every store a little slower. */
export const RECENCY_INDEX = "CREATE INDEX IF NOT EXISTS records_by_use ON records (used_at)";

/** Who is writing a body. Files of the first release lack the table; programs of that release do not miss it. */
export const WRITERS_TABLE =
  "CREATE TABLE IF NOT EXISTS writers (body INTEGER PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL)";
