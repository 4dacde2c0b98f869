import type { CacheSource } from "@rcache/backends";
import type { CacheOutcome, HttpCache, RequestOptions } from "@rcache/core";
import type { AxiosAdapter, AxiosInstance, AxiosRequestConfig, AxiosResponse } from "axios";

/** axios' own default for what data is, so that a program which has not said it compiles as before. */
type Data = AxiosResponse["data"];

/** The options of {@link withCache}: those of a cache to open, or `cache` for one that is open. */
export type CachedAxiosOptions = CacheSource;

/** The options of {@link createCachedAdapter}: those of a cache, and the adapter that asks the origin. */
export type CachedAdapterOptions = CachedAxiosOptions & {
  /** The adapter that asks the origin. @default axios' own choice: the first of `xhr`, `http`, `fetch` that the runtime has */
  adapter?: AxiosAdapter;
};

/** An axios adapter with a cache. */
export type CachedAdapter = AxiosAdapter & {
  /** The cache: its settings, its events, and what is stored. */
  readonly cache: HttpCache;
};

/** axios' own config, and cache options for this request. */
export interface CachedAxiosConfig<D = Data> extends AxiosRequestConfig<D> {
  /** Cache options for this request. They are never sent. */
  rcache?: RequestOptions;
}

/** axios' own response, and how it came about. */
export interface CachedAxiosResponse<T = Data, D = Data> extends AxiosResponse<T, D> {
  /** Whether a stored response was used. */
  readonly fromCache: boolean;
  /** What happened, and why. */
  readonly cache: CacheOutcome;
}

type Bare = <T = Data, R = CachedAxiosResponse<T>, D = Data>(
  url: string,
  config?: CachedAxiosConfig<D>,
) => Promise<R>;

type WithData = <T = Data, R = CachedAxiosResponse<T>, D = Data>(
  url: string,
  data?: D,
  config?: CachedAxiosConfig<D>,
) => Promise<R>;

/** The methods of a cached instance. axios' own signatures follow. */
interface CachedCalls {
  <T = Data, R = CachedAxiosResponse<T>, D = Data>(config: CachedAxiosConfig<D>): Promise<R>;
  <T = Data, R = CachedAxiosResponse<T>, D = Data>(url: string, config?: CachedAxiosConfig<D>): Promise<R>;
  request<T = Data, R = CachedAxiosResponse<T>, D = Data>(config: CachedAxiosConfig<D>): Promise<R>;
  get: Bare;
  head: Bare;
  delete: Bare;
  options: Bare;
  post: WithData;
  put: WithData;
  patch: WithData;
  /** axios' own defaults, and cache options for every request of this instance. A request's own options take precedence. */
  defaults: { rcache?: RequestOptions };
  /** The cache: its settings, its events, and what is stored. */
  readonly cache: HttpCache;
}

/** An axios instance with a cache. It is the instance you passed, and you can use it wherever an instance is expected. */
export type CachedAxios = CachedCalls & AxiosInstance;
