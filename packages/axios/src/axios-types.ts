import type { CacheSource } from "@rcache/backends";
import type { CacheOutcome, HttpCache, RequestOptions } from "@rcache/core";
import type { AxiosAdapter, AxiosInstance, AxiosRequestConfig, AxiosResponse } from "axios";

/** axios' own default for what data is, so that a program which has not said it compiles as before. */
type Data = AxiosResponse["data"];

/** What {@link withCache} takes: the options of a cache to open, or one that is open. */
export type CachedAxiosOptions = CacheSource;

/** What {@link createCachedAdapter} takes: where the cache comes from, and who asks the origin. */
export type CachedAdapterOptions = CachedAxiosOptions & {
  /** Asks the origin. @default axios' own choice: `xhr`, `http`, `fetch`, the first that the runtime has */
  adapter?: AxiosAdapter;
};

/** An adapter that answers from a cache. */
export type CachedAdapter = AxiosAdapter & {
  /** The cache behind it: its settings, its events, what is stored. */
  readonly cache: HttpCache;
};

/** axios' own config, and the options of this one request. They are never sent. */
export interface CachedAxiosConfig<D = Data> extends AxiosRequestConfig<D> {
  rcache?: RequestOptions;
}

/** axios' own response, and how it came about. */
export interface CachedAxiosResponse<T = Data, D = Data> extends AxiosResponse<T, D> {
  /** Whether a stored answer was used. */
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

/** How a cached instance is called; axios' own signatures come after. */
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
  /** axios' own, and options of the cache for every request of this instance; those of a request go before them. */
  defaults: { rcache?: RequestOptions };
  /** The cache behind it: its settings, its events, what is stored. */
  readonly cache: HttpCache;
}

/** An axios instance that remembers: the same object, which may stand wherever an instance may. */
export type CachedAxios = CachedCalls & AxiosInstance;
