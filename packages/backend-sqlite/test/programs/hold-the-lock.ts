// Holds the write lock of a database: prints "locked", and lets go at the next line on stdin, or after so many milliseconds.
import { once } from "node:events";
import Database from "better-sqlite3";

const [path = "", forMs = ""] = process.argv.slice(2);
const db = new Database(path);
db.exec("BEGIN IMMEDIATE");
process.stdout.write("locked\n");
if (forMs === "") await once(process.stdin, "data");
else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(forMs));
db.exec("COMMIT");
db.close();
process.stdin.destroy();
