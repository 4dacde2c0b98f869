import { checksumOf, documentsAsText, fromReadable, toReadable } from "@rcache/core/backend";

/** `csv1`, the document as a quoted text, and a checksum of that. */
export const csv = documentsAsText({
  id: "csv1",
  write(document) {
    const cell = `"${JSON.stringify(toReadable(document)).replaceAll('"', '""')}"`;
    return `csv1,${cell},${checksumOf(cell)}`;
  },
  read(line) {
    if (!line.startsWith("csv1,")) return "foreign";
    const [, cell = "", checksum] = /^csv1,(".*"),([^,"]+)$/s.exec(line) ?? [];
    if (checksum !== checksumOf(cell)) return "corrupt";
    return fromReadable(JSON.parse(cell.slice(1, -1).replaceAll('""', '"')));
  },
});
