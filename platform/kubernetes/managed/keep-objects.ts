import type { ManagedObjects, ManagedOptions } from './managed-objects.ts';
import { ObjectSet } from './object-set.ts';

/** Nothing is sent before the first pass. */
export function keepObjects(options: ManagedOptions): ManagedObjects {
  return new ObjectSet(options);
}
