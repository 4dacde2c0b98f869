import { createHttpCache } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { type AdapterSteps, brokenAdapters } from "../src/broken/broken-adapters.ts";
import { type AdapterSubject, adapterContract, httpSend } from "../src/index.ts";
import { failures, recordingRunner } from "./recording-runner.ts";

const SOUND: AdapterSteps = {
  options: (options) => options,
  request: (request) => request,
  send: (send) => send,
  response: (response) => response,
};

function subjectWith(replaced: Partial<AdapterSteps>): AdapterSubject {
  const steps = { ...SOUND, ...replaced };
  return {
    open(options) {
      const cache = createHttpCache(steps.options(options));
      return {
        async send(request, requestOptions) {
          const answer = await cache.handle(steps.request(request), steps.send(httpSend), requestOptions);
          return steps.response(answer, request);
        },
        close: () => cache.close(),
      };
    },
  };
}

describe("an adapter with one fault", () => {
  for (const { promise, fault, steps, mayFail = [] } of brokenAdapters)
    it(`that ${fault} fails ${promise} and nothing else`, async () => {
      const { runner, tests } = recordingRunner();
      adapterContract(runner, subjectWith(steps));
      const failed = await failures(tests);
      const counted = [...failed.keys()].filter((id) => !mayFail.includes(id));
      expect(counted, [...failed.values()].join("\n")).toEqual([promise]);
    });

  it("is there for every promise of the adapter contract", () => {
    const { runner, tests } = recordingRunner();
    adapterContract(runner, subjectWith({}));
    const promises = tests.map(({ name }) => name.split(" ", 1)[0] ?? "");
    expect(new Set(brokenAdapters.map(({ promise }) => promise))).toEqual(new Set(promises));
    expect(promises).toHaveLength(21);
  });
});
