import { describe, expect, it } from "vitest";
import type { HeaderList } from "../http/messages.ts";
import { storableFields } from "./storable-fields.ts";

const names = (headers: HeaderList): string[] => storableFields(headers).map(([name]) => name);

describe("§3.1 fields that are stored", () => {
  it("§3.1 rule 27: Connection goes, and every field that any of its lines names, in any case", () => {
    expect(
      names([
        ["Connection", "close, X-One"],
        ["X-one", "1"],
        ["connection", ",,x-TWO ,"],
        ["X-Two", "2"],
        ["X-Three", "3"],
        ["Close", "now"],
      ]),
    ).toEqual(["X-Three"]);
  });

  it.each(["Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade"])(
    "§3.1 rule 27: %s goes",
    (name) => {
      expect(names([[name, "x"]])).toEqual([]);
    },
  );

  it.each(["Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization"])(
    "§3.1 rule 28: %s goes",
    (name) => {
      expect(names([[name, "x"]])).toEqual([]);
    },
  );

  it("keeps the rest as it was: order, repetition, case, empty values", () => {
    const headers: HeaderList = [
      ["Set-Cookie", "b"],
      ["x-empty", ""],
      ["SET-COOKIE", "a"],
      ["__proto__", "own"],
    ];
    expect(storableFields(headers)).toEqual(headers);
  });

  it("leaves out more names where it is told to", () => {
    expect(storableFields([["Set-Cookie", "a"]], new Set(["set-cookie"]))).toEqual([]);
  });
});
