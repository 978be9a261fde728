import { AppError } from '../../../platform/errors/app-error.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import {
  leftOutWarnings,
  type PairsReadable,
  pairsReadable,
  type SelectorReach,
} from '../../scope/pairs-readable.ts';
import type { AskedCluster } from '../backend-plan.ts';
import { namespaceTells } from './namespace-tells.ts';

/** What of a scope a question may read, and what its answer has to say about the rest. */
export interface ReadableScope {
  readonly scope: Scope;
  /** Nearly always empty; in answers they stand under `warnings`. */
  readonly warnings: readonly string[];
}

/** Narrowings remembered of one scope. There is one more than it has young environments, at most. */
const MAX_NARROWED = 64;

/**
 * Leaves environments out of questions that read further back than they may. The same narrowing of
 * a scope is the same object, so that what is derived from scopes (plans, rewritten queries) is found
 * again.
 */
export class GuardedScopes {
  readonly #narrowed = new WeakMap<Scope, Map<string, Scope>>();

  /**
   * @param clusters as the question asks for them
   * @param reads what the question reads; asked for only if the scope has environments with a past
   * @throws AppError `unprocessable`, naming the selector, when no environment remains.
   */
  readable(
    scope: Scope,
    clusters: readonly AskedCluster[],
    reads: () => readonly SelectorReach[],
  ): ReadableScope {
    const readable = readableOf(scope, clusters, reads);
    switch (readable.kind) {
      case 'all':
        return { scope, warnings: NO_WARNINGS };
      case 'some':
        return {
          scope: this.#narrow(scope, readable),
          warnings: leftOutWarnings(readable.leftOut),
        };
      case 'none':
        throw new AppError('unprocessable', readable.message);
      default:
        return assertNever(readable);
    }
  }

  #narrow(scope: Scope, { leftOut }: Extract<PairsReadable, { kind: 'some' }>): Scope {
    const left = new Set(leftOut.map(({ pair }) => pair));
    const narrowed = scope.narrowedTo((pair) => !left.has(pair));
    const known = this.#narrowed.get(scope) ?? new Map<string, Scope>();
    const before = known.get(narrowed.key);
    if (before) return before;
    if (known.size >= MAX_NARROWED) known.clear();
    known.set(narrowed.key, narrowed);
    this.#narrowed.set(scope, known);
    return narrowed;
  }
}

const ALL: PairsReadable = { kind: 'all' };
const NO_WARNINGS: readonly string[] = [];

/** Which environments of a scope a question may read; `reads` is asked for only where it matters. */
export function readableOf(
  scope: Scope,
  clusters: readonly AskedCluster[],
  reads: () => readonly SelectorReach[],
): PairsReadable {
  if (!scope.isGuarded) return ALL;
  const hasPast = namespaceTells(clusters);
  const guarded = scope.pairs.filter((pair) => hasPast(pair.cluster));
  const readable = pairsReadable(guarded, reads());
  if (readable.kind === 'all') return readable;
  const left = new Set(readable.leftOut.map(({ pair }) => pair));
  const kept = scope.pairs.filter((pair) => !left.has(pair));
  if (readable.kind === 'none' && kept.length === 0) return readable;
  return { kind: 'some', kept, leftOut: readable.leftOut };
}
