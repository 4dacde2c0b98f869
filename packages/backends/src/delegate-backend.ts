import type { Backend } from "@rcache/core/backend";

/** The same backend under other members. Abilities it lacks stay lacking. */
export function delegateBackend(inner: Backend, changes: Partial<Backend>): Backend {
  const { scan, removeWhere, stats, lease, bodies, serializer } = inner;
  return {
    name: inner.name,
    valueKind: inner.valueKind,
    maxValueBytes: inner.maxValueBytes,
    ...(serializer && { serializer }),
    open: inner.open.bind(inner),
    find: inner.find.bind(inner),
    put: inner.put.bind(inner),
    remove: inner.remove.bind(inner),
    invalidate: inner.invalidate.bind(inner),
    sweep: inner.sweep.bind(inner),
    clear: inner.clear.bind(inner),
    flush: inner.flush.bind(inner),
    close: inner.close.bind(inner),
    ...(scan && { scan: scan.bind(inner) }),
    ...(removeWhere && { removeWhere: removeWhere.bind(inner) }),
    ...(stats && { stats: stats.bind(inner) }),
    ...(lease && { lease: lease.bind(inner) }),
    ...(bodies && { bodies }),
    ...changes,
  };
}
