import { isRcacheError, type RcacheError } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { type ImportModule, loadExport } from "./load-package.ts";

function failing(error: unknown): ImportModule {
  return () => Promise.reject(error);
}

async function refusal(loading: Promise<unknown>): Promise<RcacheError> {
  const error: unknown = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (isRcacheError(error)) return error;
  throw new Error(`no RcacheError: ${String(error)}`);
}

describe("loadExport", () => {
  it("gives the export", async () => {
    const loaded = await loadExport("backend-x", "xBackend", async (specifier) => ({ xBackend: specifier }));
    expect(loaded).toBe("@rcache/backend-x");
  });

  it("BE-05 names the package and the command where this runtime finds no such package", async () => {
    const error = await refusal(loadExport("backend-that-nobody-wrote", "xBackend"));
    expect(error.code).toBe("RCACHE_PACKAGE_MISSING");
    expect(error.message).toContain("@rcache/backend-that-nobody-wrote is not installed");
    expect(error.remedy).toMatch(/^Run: .* @rcache\/backend-that-nobody-wrote$/);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it.each([
    [
      "Node",
      Object.assign(new Error("Cannot find package '@rcache/backend-x' imported from /a/b.js"), {
        code: "ERR_MODULE_NOT_FOUND",
      }),
    ],
    ["Bun", Object.assign(new Error("Cannot find module"), { specifier: "@rcache/backend-x" })],
    ["Deno", new TypeError('Import "@rcache/backend-x" not a dependency')],
    [
      "require",
      Object.assign(new Error("Cannot find module '@rcache/backend-x'"), { code: "MODULE_NOT_FOUND" }),
    ],
    [
      "Yarn's Plug'n'Play",
      Object.assign(
        new Error(
          "@rcache/backends tried to access @rcache/backend-x (a peer dependency) but it isn't provided",
        ),
        { code: "MODULE_NOT_FOUND", data: { dependencyName: "@rcache/backend-x" } },
      ),
    ],
  ])("knows a missing package by what %s says", async (_runtime, error) => {
    expect((await refusal(loadExport("backend-x", "xBackend", failing(error)))).code).toBe(
      "RCACHE_PACKAGE_MISSING",
    );
  });

  it.each([
    [
      "Node",
      "Cannot find package 'ioredis' imported from /app/node_modules/@rcache/backend-x/dist/index.js",
      { code: "ERR_MODULE_NOT_FOUND" },
    ],
    [
      "Yarn's Plug'n'Play",
      "@rcache/backend-x tried to access 'ioredis', but it isn't declared in its dependencies",
      { code: "MODULE_NOT_FOUND", data: { dependencyName: "ioredis" } },
    ],
  ])("does not take a missing dependency of the package for the package in %s", async (_, message, more) => {
    const inner = Object.assign(new Error(message), more);
    const error = await refusal(loadExport("backend-x", "xBackend", failing(inner)));
    expect(error.code).toBe("RCACHE_BACKEND_UNUSABLE");
    expect(error.message).toContain("'ioredis'");
    expect(error.cause).toBe(inner);
  });

  it.each([new SyntaxError("Unexpected token"), "a thrown text", undefined])(
    "reports %s while loading as it is",
    async (thrown) => {
      const error = await refusal(loadExport("backend-x", "xBackend", failing(thrown)));
      expect(error.code).toBe("RCACHE_BACKEND_UNUSABLE");
      expect(error.message).toContain("is installed but cannot be loaded");
    },
  );

  it("refuses a package of another version, without the export", async () => {
    const error = await refusal(loadExport("backend-x", "xBackend", async () => ({ other: 1 })));
    expect(error.code).toBe("RCACHE_BACKEND_UNUSABLE");
    expect(error.message).toContain("xBackend");
    expect(error.remedy).toContain("@rcache/backend-x@latest");
  });
});
