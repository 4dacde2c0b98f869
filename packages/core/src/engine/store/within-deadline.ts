import { RcacheError } from "../../errors/rcache-error.ts";
import { afterMs } from "../../platform/time/after-ms.ts";

/**
 * The same result, or `RCACHE_BACKEND_TIMEOUT` where it takes longer.
 *
 * @param isMoving asked at each deadline; true: it goes on waiting for one more
 */
export function withinDeadline<T>(
  result: Promise<T>,
  operation: string,
  deadlineMs: number,
  isMoving?: () => boolean,
): Promise<T> {
  if (deadlineMs === Number.POSITIVE_INFINITY) return result;
  return new Promise((resolve, reject) => {
    const deadline = (): void => {
      if (isMoving?.()) cancel = afterMs(deadlineMs, deadline);
      else reject(timeout(operation, deadlineMs));
    };
    let cancel = afterMs(deadlineMs, deadline);
    // A late answer is ignored: the promise is settled by then. No `finally`, which would cost every call two promises more.
    result.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}

function timeout(operation: string, deadlineMs: number): RcacheError {
  return new RcacheError("RCACHE_BACKEND_TIMEOUT", `${operation} did not answer within ${deadlineMs} ms`, {
    remedy: "Check the backend's load and network, or raise backendDeadlineMs.",
  });
}
