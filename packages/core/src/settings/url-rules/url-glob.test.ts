import { describe, it } from "vitest";
import { holds } from "../../../test/glob-cases.ts";

describe("host", () => {
  it("G-110 without a scheme it matches any; with one, that one", () => {
    holds([
      ["a.com/x", "http://a.com/x", true],
      ["a.com/x", "https://a.com/x", true],
      ["https://a.com/x", "https://a.com/x", true],
      ["HTTPS://a.com/x", "https://a.com/x", true],
      ["https://a.com/x", "http://a.com/x", false],
      ["*://a.com/x", "http://a.com/x", true],
      ["ws://a.com", "ws://a.com/x", true],
    ]);
  });

  it("G-112 POL-22 *.site.com matches subdomains, not the bare site", () => {
    holds([
      ["*.site.com", "https://img.site.com/", true],
      ["*.site.com", "https://a.b.site.com/x", true],
      ["*.site.com", "https://site.com/", false],
      ["*site.com", "https://site.com/", true],
    ]);
  });

  it("G-120 V29 a host is the whole host", () => {
    holds([
      ["a.com", "https://a.com/", true],
      ["a.com", "https://a.com", true],
      ["a.com", "https://a.com.evil.org/", false],
      ["a.com/", "https://a.com.evil.org/", false],
      ["a.com", "https://evil.org/a.com", false],
      ["a.com", "https://xa.com/", false],
      ["a.com", "https://evil.org#a.com", false],
      ["a.com", "https://a.com:x@evil.org/", false],
      ["evil.org", "https://a.com:x@evil.org/", true],
    ]);
  });

  it("V29 a URL in the query is no host", () => {
    holds([
      ["a.com", "https://evil.org/?next=https://a.com/", false],
      ["a.com", "https://evil.org?next=https://a.com/", false],
      ["a.com/x?u=https://b.com", "https://a.com/x?u=https://b.com/y", true],
      ["b.com", "https://a.com/x?u=https://b.com/y", false],
    ]);
  });

  it("V29 it is the host that the client will ask, whatever the text looks like", () => {
    holds([
      ["a.com", "https://evil.org\\@a.com/", false],
      ["evil.org", "https://evil.org\\@a.com/", true],
      ["a.com", "https:/evil.org/://a.com/", false],
      ["evil.org", "https:/evil.org/://a.com/", true],
      ["a.com", "https:a.com/x", true],
      ["a.com", " https://a.com/x", true],
      ["a.com", "https://a%2ecom/x", true],
      ["127.0.0.1", "http://0x7f.1/", true],
      ["a.com/public", "https://a.com/public/../private", false],
      ["a.com/private", "https://a.com/public/%2e%2e/private", true],
      ["a.com", "not a url", false],
      ["*", "not a url", false],
      ["*", "", false],
    ]);
  });

  it("G-035 the case of scheme and host does not matter, that of the path does", () => {
    holds([
      ["A.com/x", "HTTPS://a.COM/x", true],
      ["a.com/X", "https://a.com/x", false],
    ]);
  });

  it("a port counts only where the pattern has one; the default port is one, written or not", () => {
    holds([
      ["localhost", "http://localhost:8080/x", true],
      ["localhost:8080", "http://localhost:8080/x", true],
      ["localhost:8080/x", "http://localhost:8081/x", false],
      ["localhost:80*", "http://localhost:8080/", true],
      ["localhost:80*", "http://localhost:9080/", false],
      ["localhost:*", "http://localhost:8080/", true],
      ["a.com:443", "https://a.com/", true],
      ["a.com:443", "https://a.com:443/", true],
      ["a.com:80", "https://a.com/", false],
      ["http://a.com:80", "http://a.com/", true],
    ]);
  });

  it("the brackets of an IPv6 address are no set", () => {
    holds([
      ["[::1]:8080/x", "http://[::1]:8080/x", true],
      ["[::1]", "http://[0:0:0:0:0:0:0:1]/", true],
      ["[::1]:*", "http://[::1]:9/", true],
      ["[::1]", "http://[::2]/", false],
      ["[ab].com", "https://a.com/", true],
    ]);
  });

  it("no host at all is any", () => {
    holds([
      ["/api/*", "https://a.com/api/x", true],
      ["https:///api/", "https://b.com/api/x", true],
      ["https:///api/", "http://b.com/api/x", false],
    ]);
  });
});

describe("path and query", () => {
  it("G-111 POL-21 it is a prefix, and the query takes part", () => {
    holds([
      ["a.com/path", "https://a.com/path/more?x=1", true],
      ["a.com/path", "https://a.com/path", true],
      ["a.com/path", "https://a.com/pat", false],
      ["a.com/p?x=1", "https://a.com/p?x=12", true],
      ["a.com/p?x=2", "https://a.com/p?x=1", false],
      ["a.com/*x=1", "https://a.com/p?y=2&x=1", true],
      ["a.com/p", "https://a.com/p#fragment", true],
      ["a.com/*f", "https://a.com/p#f", false],
    ]);
  });

  it("G-113 p/, p/* and p/** are one pattern; p alone also matches p1 and p?x=1", () => {
    for (const pattern of ["a.com/p/", "a.com/p/*", "a.com/p/**"]) {
      holds([
        [pattern, "https://a.com/p/", true],
        [pattern, "https://a.com/p/q/r", true],
        [pattern, "https://a.com/p", false],
        [pattern, "https://a.com/p1", false],
      ]);
    }
    holds([
      ["a.com/p", "https://a.com/p1", true],
      ["a.com/p", "https://a.com/p?x=1", true],
    ]);
  });

  it("G-114 POL-21 a star crosses slashes and may be empty", () => {
    holds([
      ["a.com/*/1", "https://a.com/a/1", true],
      ["a.com/*/1", "https://a.com/a/b/1", true],
      ["a.com/*/1", "https://a.com/a/2", false],
      ["a.com/*a*b*c", "https://a.com/xaybzc", true],
      ["a.com/*a*b*c", "https://a.com/xbyazc", false],
      ["a.com/x*", "https://a.com/x", true],
    ]);
  });

  it("POL-21 a question mark is any character, brackets are a set", () => {
    holds([
      ["a.com/v?/x", "https://a.com/v1/x", true],
      ["a.com/v?/x", "https://a.com/v/x", false],
      ["a.com/v[12]/", "https://a.com/v2/", true],
      ["a.com/v[12]/", "https://a.com/v3/", false],
      ["a.com/v[!12]/", "https://a.com/v3/", true],
      ["a.com/v[!12]/", "https://a.com/v1/", false],
      ["a.com/v[0-5]/", "https://a.com/v3/", true],
      ["a.com/v[0-5]/", "https://a.com/v6/", false],
      ["a.com/v[a-]/", "https://a.com/v-/", true],
      ["a.com/v[]]/", "https://a.com/v]/", true],
      ["a.com/v[*]/", "https://a.com/v*/", true],
      ["a.com/v[*]/", "https://a.com/v1/", false],
    ]);
  });

  it("POL-24 a lone star is everything", () => {
    holds([
      ["*", "https://a.com/", true],
      ["*", "http://b.org:8080/x?y#z", true],
      ["**", "https://a.com/", true],
    ]);
  });

  it("URLs are compared as they go over the wire", () => {
    holds([
      ["a.com/%C3%A4", "https://a.com/ä", true],
      ["xn--bcher-kva.de", "https://bücher.de/", true],
    ]);
  });
});
