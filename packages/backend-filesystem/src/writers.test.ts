import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { isOfDeadWriter, writerName } from "./writers.ts";

const [machine, , started] = writerName().split("-");

describe("the writer of a file", () => {
  it("is alive where it is this process, or another one that is there", () => {
    expect(isOfDeadWriter(`${writerName()}-some-file`)).toBe(false);
    expect(isOfDeadWriter(`${machine}-${process.ppid}-1-some-file`)).toBe(false);
  });

  it("is dead where its process has ended, or had the number of this one before", () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    expect(isOfDeadWriter(`${machine}-${pid}-${started}-some-file`)).toBe(true);
    expect(isOfDeadWriter(`.rcache-${machine}-${pid}-${started}-some-file`)).toBe(true);
    expect(isOfDeadWriter(`${machine}-${process.pid}-${Number(started) - 60}-some-file`)).toBe(true);
  });

  it.each(["claim-0123456789abcdef", "readme.txt", "00000000-1-1-file", ""])(
    "of %j nobody can tell",
    (name) => {
      expect(isOfDeadWriter(name)).toBe(false);
    },
  );
});
