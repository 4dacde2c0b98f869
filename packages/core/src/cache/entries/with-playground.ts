import { type ExplainedAnswer, explainedScenario } from "../../playground/explained-scenario.ts";
import { fragmentOf } from "../../playground/scenario-link.ts";
import type { Explanation } from "../../policy/outcome.ts";
import { invalidOption } from "../../settings/check-options.ts";

/** An explanation with a link to a playground that shows it. @throws RcacheError `RCACHE_INVALID_OPTION` for what is no URL */
export function withPlayground(
  explanation: Explanation,
  address: string,
  explained: ExplainedAnswer,
): Explanation {
  if (typeof address !== "string" || !URL.canParse(address))
    throw invalidOption(
      "playground",
      address,
      "the URL of a playground, such as https://example.com/playground",
    );
  const scenario = explainedScenario(explained);
  if (scenario === undefined) return explanation;
  const link = new URL(address);
  link.hash = fragmentOf(scenario);
  const text = `${explanation}\nSee it at ${link.href}`;
  return { ...explanation, playground: link.href, toString: () => text };
}
