import type { IdSource } from '../../platform/ids/ulid.ts';

/**
 * Ids of requests, e.g. `01JCQ4W1Z8V3T0N5R6A7B8C9DE-1f3`: one ULID for the process and a count in
 * base 36. They need not be ordered across processes, and every request makes one.
 */
export function createRequestIds(newId: IdSource): () => string {
  const process = newId();
  let count = 0;
  return () => {
    count += 1;
    return `${process}-${count.toString(36)}`;
  };
}
