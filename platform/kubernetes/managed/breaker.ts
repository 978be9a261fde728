import type { FailureKind } from '../objects/kubernetes-failure.ts';
import type { ManagedOutcome } from './managed-outcome.ts';

/**
 * So many failures in a row are the cluster's, and not those of one object. Missing rights and
 * namespaces are none: many objects may lie in one namespace that we may not write.
 */
const MAX_IN_A_ROW: ReadonlyMap<FailureKind | 'blocked', number> = new Map([
  ['unreachable', 8],
  ['unauthenticated', 8],
  ['throttled', 8],
  ['failed', 50],
]);

/** Ends the sending of a pass when the cluster answers nothing: the rest of the objects only waits. */
export class Breaker {
  #inARow = 0;
  #broken: ManagedOutcome | undefined;

  /** Why nothing more is sent; undefined while things are sent. */
  get broken(): ManagedOutcome | undefined {
    return this.#broken;
  }

  note(outcome: ManagedOutcome): void {
    const max = outcome.kind === 'waiting' ? MAX_IN_A_ROW.get(outcome.cause) : undefined;
    this.#inARow = max === undefined ? 0 : this.#inARow + 1;
    if (max !== undefined && this.#inARow >= max) this.#broken ??= outcome;
  }
}
