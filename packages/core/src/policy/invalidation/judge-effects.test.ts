import { describe, expect, it } from "vitest";
import { requestOf, responseOf } from "../../../test/builders.ts";
import type { HeaderList } from "../../http/messages.ts";
import { invalidatedUrls } from "./judge-effects.ts";

const URL_A = "https://a.com:8443/x/y?z=1";

function invalidated(status: number, headers: HeaderList = [], url = URL_A): readonly string[] {
  return invalidatedUrls(requestOf({ method: "POST", url }), responseOf({ status, headers, url }));
}

describe("invalidatedUrls", () => {
  it("the end of redirects that the transport has followed is invalidated too, on any origin", () => {
    const request = requestOf({ method: "PUT", url: "https://a.com/x" });
    for (const url of ["https://a.com/end", "https://b.com/end"])
      expect(invalidatedUrls(request, responseOf({ url }))).toEqual(["https://a.com/x", url]);
    expect(invalidatedUrls(request, responseOf({ url: "https://a.com/end", status: 500 }))).toEqual([]);
    expect(invalidatedUrls(request, { status: 200, headers: [] })).toEqual(["https://a.com/x"]);
  });

  it.each([200, 201, 204, 205, 301, 303, 304, 399])("§4.4 rule 142: %d invalidates the target", (status) => {
    expect(invalidated(status)).toEqual([URL_A]);
  });

  it.each([101, 199, 400, 404, 409, 500, 503])("§4.4 rule 143 F41: %d invalidates nothing", (status) => {
    expect(invalidated(status, [["Location", "/z"]])).toEqual([]);
  });

  it.each<[string, HeaderList, string]>([
    ["an absolute Location", [["Location", "https://a.com:8443/new"]], "https://a.com:8443/new"],
    ["a path in Location", [["location", "/new"]], "https://a.com:8443/new"],
    ["a relative Content-Location", [["Content-Location", "../new?a"]], "https://a.com:8443/new?a"],
    ["a Location of a query alone", [["Location", "?z=2"]], "https://a.com:8443/x/y?z=2"],
    ["one without a scheme", [["Location", "//a.com:8443/new"]], "https://a.com:8443/new"],
  ])("§4.4 rule 144: %s is invalidated too", (_name, headers, url) => {
    expect(invalidated(201, headers)).toEqual([URL_A, url]);
  });

  it("§4.4 rule 144: both are, each once", () => {
    expect(
      invalidated(201, [
        ["Location", "/a"],
        ["Content-Location", "/b"],
      ]),
    ).toEqual([URL_A, "https://a.com:8443/a", "https://a.com:8443/b"]);
    expect(
      invalidated(200, [
        ["Location", URL_A],
        ["Content-Location", "/x/y?z=1"],
      ]),
    ).toEqual([URL_A]);
  });

  it.each([
    ["https://b.com:8443/new"],
    ["http://a.com:8443/new"],
    ["https://a.com/new"],
    ["https://a.com.b.com:8443/new"],
    ["//b.com/new"],
    ["https://a.com:8443@b.com/"],
    ["javascript:alert(1)"],
  ])("§4.4 rule 145 F40: %s is of another origin, and left alone", (location) => {
    expect(invalidated(201, [["Location", location]])).toEqual([URL_A]);
    expect(invalidated(201, [["Content-Location", location]])).toEqual([URL_A]);
  });

  it.each([["https://"], ["http://[::1"], ["https://a b/"]])(
    "§4.4 rule 144: %j cannot be read, and is ignored",
    (location) => {
      expect(invalidated(201, [["Location", location]])).toEqual([URL_A]);
    },
  );
});
