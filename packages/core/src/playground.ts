export { storeAgain } from "./cache/entries/store-again.ts";
export {
  BEGIN_MS,
  MODES,
  type Mode,
  NO_ANSWER,
  type PlainSettings,
  type Scenario,
  type ScenarioStep,
  type StoredAnswer,
} from "./playground/scenario.ts";
export { fragmentOf, scenarioIn } from "./playground/scenario-link.ts";
