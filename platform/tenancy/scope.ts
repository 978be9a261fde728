import { createHash } from 'node:crypto';
import type { EnvironmentEntry } from './directory.ts';
import { pairKey } from './directory.ts';
import { printScopeName, type ScopeName } from './scope-name.ts';

const granted: unique symbol = Symbol('granted');

/**
 * What one request may see: built only by `authorize` (and, for rules, `scopeOfRule`).
 *
 * `pairs` are the environments inside the named node that the caller may touch with the
 * permission asked for; they decide, never the name. For `_platform` the pairs are empty and
 * `clusters` lists what may be read in full.
 *
 * `readsAudit` says whether streams of audit are among what may be read: only when `audit:read` is
 * held on all of it, and only in a scope that was asked for to read logs.
 */
export class Scope {
  readonly name: ScopeName;
  readonly pairs: readonly EnvironmentEntry[];
  /** Clusters the scope touches, sorted. */
  readonly clusters: readonly string[];
  readonly readsAudit: boolean;
  /** Equal for equal sets of pairs and rights, different otherwise: for caches and single-flight. */
  readonly key: string;
  /** Whether the past of any pair may belong to another owner. */
  readonly isGuarded: boolean;

  constructor(
    seal: typeof granted,
    name: ScopeName,
    pairs: readonly EnvironmentEntry[],
    clusters: readonly string[],
    readsAudit: boolean,
  ) {
    if (seal !== granted) throw new TypeError('a Scope is made by the authorizer only');
    this.name = name;
    this.pairs = pairs;
    this.clusters = clusters;
    this.readsAudit = readsAudit;
    this.key = scopeKey(this);
    this.isGuarded = pairs.some(({ readableFromMs }) => readableFromMs !== null);
  }

  get isPlatform(): boolean {
    return this.name.kind === 'platform';
  }

  /** The same wish with fewer pairs: those that are kept. A scope can be narrowed, never widened. */
  narrowedTo(keeps: (pair: EnvironmentEntry) => boolean): Scope {
    const pairs = this.pairs.filter(keeps);
    if (this.isPlatform || pairs.length === this.pairs.length) return this;
    return new Scope(granted, this.name, pairs, clustersOf(pairs), this.readsAudit);
  }

  toString(): string {
    return printScopeName(this.name);
  }
}

/**
 * For the modules of this folder that decide about access; nothing else may make a Scope.
 * @param readsAudit whether streams of audit may be read; by default they may not
 */
export function grantScope(
  name: ScopeName,
  pairs: readonly EnvironmentEntry[],
  clusters: readonly string[],
  readsAudit = false,
): Scope {
  return new Scope(granted, name, pairs, clusters, readsAudit);
}

function clustersOf(pairs: readonly EnvironmentEntry[]): readonly string[] {
  return [...new Set(pairs.map((pair) => pair.cluster))].sort();
}

function scopeKey({
  name,
  pairs,
  clusters,
  readsAudit,
}: Pick<Scope, 'name' | 'pairs' | 'clusters' | 'readsAudit'>): string {
  const parts =
    name.kind === 'platform'
      ? ['platform', ...clusters]
      : [
          'pairs',
          ...pairs
            .map(
              (pair) =>
                `${pairKey(pair.cluster, pair.namespace)}#${pair.bornAtMs}#${pair.readableFromMs}`,
            )
            .sort(),
        ];
  const rights = readsAudit ? ['audit'] : [];
  return createHash('sha256')
    .update([...rights, ...parts].join('\n'))
    .digest('base64url');
}
