// Holds the write lock of a SQLite file until its parent lets go of it.
import Database from "better-sqlite3";

const db = new Database(process.argv[2] ?? "");
db.exec("BEGIN IMMEDIATE");
process.on("disconnect", () => {
  db.exec("ROLLBACK");
  db.close();
});
process.send?.("locked");
