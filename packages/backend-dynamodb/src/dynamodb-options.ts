import {
  checkOptions,
  type Duration,
  durationRule,
  flagRule,
  invalidOption,
  type OptionRules,
  RcacheError,
} from "@rcache/core/backend";

/** The options of `dynamodbBackend`. */
export interface DynamodbBackendOptions {
  /** The name of the cache. Caches with different names share nothing, even in one table. @default 'http_cache' */
  cacheName?: string;
  /** The table. @default the cacheName, with `_` for characters that a table name must not contain */
  tableName?: string;
  /** Your own client of `@aws-sdk/client-dynamodb`. `close` leaves it open. */
  client?: object;
  /**
   * The configuration of the SDK's client: `region`, `endpoint`, `credentials` … It overrides the timeouts and retries that this package
   * sets.
   */
  clientConfig?: Readonly<Record<string, unknown>>;
  /** Create the table if it does not exist, billed per request. @default true */
  createTable?: boolean;
  /** Let DynamoDB remove expired items, by the attribute `ttl`. @default true */
  ttl?: boolean;
  /** How long DynamoDB keeps an entry after its time of removal, because clocks differ. @default '1h' */
  ttlOffset?: Duration;
}

/** A key has 2,048 bytes, a target up to 1,500. */
const LONGEST_NAME = 500;
const TABLE_NAME = /^[\w.-]{3,255}$/;

const OPTION_RULES: OptionRules<DynamodbBackendOptions> = {
  cacheName: {
    expected: `a text that is not empty, at most ${LONGEST_NAME} bytes when percent-encoded`,
    holds: (value) => typeof value === "string" && value !== "" && encodedLength(value) <= LONGEST_NAME,
  },
  tableName: {
    expected: "a text of 3 to 255 letters, digits, `_`, `-` and `.`",
    holds: (value) => typeof value === "string" && TABLE_NAME.test(value),
  },
  client: {
    expected: "a DynamoDBClient of @aws-sdk/client-dynamodb",
    holds: (value) =>
      typeof value === "object" && value !== null && typeof Reflect.get(value, "send") === "function",
  },
  clientConfig: {
    expected: "an object as the DynamoDBClient takes it",
    holds: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  },
  createTable: flagRule,
  ttl: flagRule,
  ttlOffset: durationRule,
};

/** Also what no rule of one option can say. */
export function checkDynamodbOptions(options: DynamodbBackendOptions): void {
  checkOptions("dynamodbBackend", options, OPTION_RULES);
  if (options.client !== undefined && options.clientConfig !== undefined) {
    throw new RcacheError("RCACHE_INVALID_OPTION", "dynamodbBackend was given both client and clientConfig", {
      remedy: "Give one of them: a client has its configuration already.",
    });
  }
  const endpoint: unknown = options.clientConfig?.["endpoint"];
  if (typeof endpoint === "string" && !(/^https?:\/\//i.test(endpoint) && URL.canParse(endpoint)))
    throw invalidOption(
      "dynamodbBackend.clientConfig.endpoint",
      endpoint,
      "a URL such as http://localhost:8000",
    );
}

function encodedLength(text: string): number {
  try {
    return encodeURIComponent(text).length;
  } catch {
    // Half a character, of which there is no UTF-8.
    return Number.POSITIVE_INFINITY;
  }
}
