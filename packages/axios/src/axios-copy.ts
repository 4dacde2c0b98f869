import type {
  AxiosError,
  AxiosInstance,
  AxiosRequestConfig,
  AxiosResponse,
  InternalAxiosRequestConfig,
} from "axios";
import { hasProcess } from "./runtime.ts";

/** The class of axios' errors, of whichever copy. */
export interface ErrorClass {
  new (
    message?: string,
    code?: string,
    config?: InternalAxiosRequestConfig,
    request?: unknown,
    response?: AxiosResponse,
  ): AxiosError;
  from(
    error: unknown,
    code?: string,
    config?: InternalAxiosRequestConfig,
    request?: unknown,
    response?: AxiosResponse,
  ): AxiosError;
}

/** The class of axios' cancellations, of whichever copy. */
export type CancelClass = new (
  message?: string,
  config?: InternalAxiosRequestConfig,
  request?: unknown,
) => AxiosError;

/**
 * One copy of axios: a program may hold several (an ES module and a CommonJS one side by side), and `instanceof` has to hold for each. Nothing
 * here imports axios: all of it comes from an instance.
 */
export interface AxiosCopy {
  /** An instance without defaults and interceptors: it only chooses an adapter and calls it. */
  readonly bare: AxiosInstance;
  readonly AxiosError: ErrorClass;
  readonly CanceledError: CancelClass;
  /** The code of its error where `validateStatus` refuses a status that is no error's; older versions give none. */
  readonly refusalCode: string | undefined;
}

/** Learns the copy that made an instance. The classes are taken from errors that it makes, since an instance does not carry them. */
export async function copyBehind(instance: AxiosInstance): Promise<AxiosCopy> {
  const bare = bareInstance(instance);
  // No adapter has this name; and a request that was aborted before it began is refused before anything is looked at.
  const [unknown, canceled] = await Promise.all([
    rejection(bare, { url: "", adapter: "rcache" }),
    rejection(bare, { url: "", adapter: "rcache", signal: AbortSignal.abort() }),
  ]);
  return {
    bare,
    refusalCode: await refusalCode(bare),
    // The cast: the class of an error is what its prototype names, and of these two axios documents the class.
    AxiosError: unknown.constructor as ErrorClass,
    // The cast: as above.
    CanceledError: canceled.constructor as CancelClass,
  };
}

/** Refuses an answer that needs no network. In a browser, a page's policy may forbid such a URL, and reports it: there it is not tried. */
async function refusalCode(bare: AxiosInstance): Promise<string | undefined> {
  if (!hasProcess()) return "ERR_BAD_RESPONSE";
  const refused = await rejection(bare, {
    url: "data:,",
    method: "get",
    adapter: "http",
    validateStatus: () => false,
  });
  const code: unknown = Reflect.get(refused, "code");
  return typeof code === "string" ? code : undefined;
}

function bareInstance(instance: AxiosInstance): AxiosInstance {
  const bare = instance.create();
  for (const name of Object.keys(bare.defaults)) Reflect.deleteProperty(bare.defaults, name);
  return bare;
}

async function rejection(bare: AxiosInstance, config: AxiosRequestConfig): Promise<object> {
  try {
    await bare.request(config);
  } catch (error) {
    if (typeof error === "object" && error !== null) return error;
  }
  throw new TypeError("this version of axios does not refuse what every version refuses");
}
