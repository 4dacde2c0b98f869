import type { Scenario } from "@rcache/core/playground";

/** What the playground opens with. */
export const FIRST_SCENARIO: Scenario = {
  mode: "private",
  settings: {},
  steps: [
    {
      afterSeconds: 0,
      request: "GET https://api.example.com/people/7",
      response: [
        "200 OK",
        "Date: {now}",
        "Cache-Control: max-age=60, stale-while-revalidate=120, stale-if-error=600",
        'ETag: "v1"',
      ].join("\n"),
    },
    {
      afterSeconds: 90,
      request: "GET https://api.example.com/people/7",
      response: ["200 OK", "Date: {now}", "Cache-Control: max-age=60", 'ETag: "v1"'].join("\n"),
      confirms: true,
    },
  ],
};
