import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";

const moduleUrl = new URL("./http-date.ts", import.meta.url).href;
const script = `
  import { formatHttpDate, parseHttpDate } from ${JSON.stringify(moduleUrl)};
  console.log(JSON.stringify([
    new Date(784111777000).getHours(),
    parseHttpDate("Sun Nov  6 08:49:37 1994", 1784116800000),
    parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT", 1784116800000),
    parseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT", 1784116800000),
    formatHttpDate(784111777000),
  ]));
`;

describe("the local time zone", () => {
  it.each([
    ["America/New_York", 3],
    ["Asia/Kathmandu", 14],
  ])("§4.2 rule 74: in %s every form still means UTC", (zone, localHour) => {
    const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
      encoding: "utf8",
      env: { ...process.env, TZ: zone },
    });
    expect(JSON.parse(printed)).toEqual([
      localHour,
      784_111_777_000,
      784_111_777_000,
      784_111_777_000,
      "Sun, 06 Nov 1994 08:49:37 GMT",
    ]);
  });
});
