// Holds a lock of a database, IMMEDIATE or EXCLUSIVE: prints "locked", and lets go at the next line on stdin.
import { once } from "node:events";
import Database from "better-sqlite3";

const [path = "", lock = "IMMEDIATE"] = process.argv.slice(2);
const db = new Database(path);
db.exec(`BEGIN ${lock}`);
process.stdout.write("locked\n");
await once(process.stdin, "data");
db.exec("ROLLBACK");
db.close();
process.stdin.destroy();
