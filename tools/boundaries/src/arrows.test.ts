import { describe, expect, it } from "vitest";
import { CORE_FOLDERS } from "./arrows.ts";

describe("the table of core's folders", () => {
  it("names no folder below the row, except as types", () => {
    const folders = Object.keys(CORE_FOLDERS);
    const upwards = Object.entries(CORE_FOLDERS).flatMap(([folder, { imports }], row) =>
      imports.flatMap((name) => {
        const house = name.endsWith("/*") ? name.slice(0, -2) : undefined;
        const named = folders.filter((each) => each === name || each.split("/", 1)[0] === house);
        return named.length > 0 && named.every((each) => folders.indexOf(each) < row)
          ? []
          : [`${folder} → ${name}`];
      }),
    );
    expect(upwards).toEqual([]);
  });
});
