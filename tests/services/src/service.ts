/** A server that the tests can talk to. */
export interface Service {
  readonly name: ServiceName;
  /** Where it is: `redis://…`, `mongodb://…`, `http://…`. A cluster: its first node. */
  readonly url: string;
  /** A cluster: all of its nodes that may be asked first. */
  readonly nodes?: readonly Node[];
  /** What it says it is, for the report of a run. */
  readonly version: string;
  /** How it was found: `environment`, `compose` or `program`. */
  readonly from: "environment" | "compose" | "program";
  /** Stops it, unless somebody else started it or others use it too. A second call does nothing. */
  stop(): Promise<void>;
}

export interface Node {
  readonly host: string;
  readonly port: number;
}

export type ServiceName =
  | "redis"
  | "redis-cluster"
  | "dynamodb"
  | "mongodb"
  | "mongodb-java"
  | "mongodb-h2"
  | "ferretdb";

/** Why there is none here, and what would change that. */
export interface Missing {
  /** A clause: "there is no redis-server on PATH". */
  readonly because: string;
  /** Sentences: "Install it: apt-get install -y redis-server." */
  readonly remedy: string;
}

/** What a kind of server says of one that exists. */
export type Location = Pick<Service, "url" | "nodes" | "version">;

/** A process of ours, or several. */
export interface Started extends Location {
  stop(): Promise<void>;
}

/** One kind of server, and how to come by it. */
export interface ServerKind {
  readonly name: ServiceName;
  /** The environment variable that names one that runs already. */
  readonly variable: string;
  /** Looks at what the variable names. Rejects where nobody answers there. */
  connect(value: string): Promise<Location>;
  /** Its service in docker-compose.yml and the port inside of it; the value `connect` is given for the port outside. */
  readonly compose?: { readonly service: string; readonly port: number; value(port: number): string };
  /** Starts one from a program of this machine, installing it where `mayInstall`. */
  start?(around: Surroundings): Promise<Started | Missing>;
}

/** What a kind may use to start a server. */
export interface Surroundings {
  /** Whether what is not here may be installed (RCACHE_INSTALL_SERVICES=1, RCACHE_REQUIRE_ALL=1). */
  readonly mayInstall: boolean;
}

export function isMissing(result: object): result is Missing {
  return "because" in result;
}
