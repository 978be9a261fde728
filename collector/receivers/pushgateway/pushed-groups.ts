import { AppError } from '../../../platform/errors/app-error.ts';
import { labelsKey } from '../../../platform/model/labels.ts';
import { checkConsistency } from './check-push.ts';
import type { PushedFamily, PushedGroup, PushedSeries } from './pushed-group.ts';

/** Which group a push is for, and when it came. */
export type GroupName = Pick<PushedGroup, 'key' | 'tenant' | 'place' | 'labels'> & {
  /** Unix seconds. */
  readonly now: number;
};

/** The groups of all tenants, in memory. */
export class PushedGroups {
  readonly #maxPerTenant: number;
  readonly #groups = new Map<string, PushedGroup>();
  /** Counts changes, so that what keeps them knows when to. */
  version = 0;

  /** @param maxPerTenant bounds what one tenant may push */
  constructor(maxPerTenant: number) {
    this.#maxPerTenant = maxPerTenant;
  }

  all(): readonly PushedGroup[] {
    return [...this.#groups.values()];
  }

  restore(groups: readonly PushedGroup[]): void {
    for (const group of groups) this.#groups.set(group.key, group);
  }

  /**
   * Replaces the group (`put`), or those families of it that are pushed (`post`).
   * @returns takes it back, unless there was a later push
   * @throws AppError `invalid`, and `limited` for one group too many; then the group is as it was
   */
  push(
    name: GroupName,
    families: ReadonlyMap<string, PushedFamily>,
    mode: 'put' | 'post',
  ): () => void {
    const { now, ...rest } = name;
    const before = this.#groups.get(name.key);
    if (before === undefined) this.#checkRoom(name.tenant);
    checkConsistency(families, this.#neighbours(name));
    const kept = mode === 'post' ? (before?.families ?? []) : [];
    const all = new Map([...kept, ...sameLabels(families, before)]);
    checkConsistency(families, [
      { ...rest, families: without(all, families), pushedAt: 0, failedAt: 0 },
    ]);
    const failedAt = before?.failedAt ?? 0;
    const labels = before?.labels ?? rest.labels;
    const group = { ...rest, labels, families: all, pushedAt: now, failedAt };
    this.#set(group);
    return () => {
      if (this.#groups.get(name.key) !== group) return;
      if (before === undefined) this.delete(name.key);
      else this.#set(before);
    };
  }

  /** Notes that a push was refused. */
  fail({ now, ...rest }: GroupName): void {
    const before = this.#groups.get(rest.key);
    if (before === undefined && this.#count(rest.tenant) >= this.#maxPerTenant) return;
    this.#set({ ...(before ?? { ...rest, families: new Map(), pushedAt: 0 }), failedAt: now });
  }

  /** @returns takes it back, unless there was a later push */
  delete(key: string): () => void {
    const before = this.#groups.get(key);
    if (before === undefined) return () => undefined;
    this.#groups.delete(key);
    this.version += 1;
    return () => {
      if (!this.#groups.has(key)) this.#set(before);
    };
  }

  #set(group: PushedGroup): void {
    this.#groups.set(group.key, group);
    this.version += 1;
  }

  *#neighbours({ key, tenant, place }: GroupName): Iterable<PushedGroup> {
    for (const group of this.#groups.values()) {
      if (group.key !== key && group.tenant === tenant && group.place === place) yield group;
    }
  }

  #checkRoom(tenant: string): void {
    if (this.#count(tenant) < this.#maxPerTenant) return;
    throw new AppError(
      'limited',
      `${tenant} has pushed ${this.#maxPerTenant} groups, no more are kept; delete some of them`,
      { retryAfterSeconds: 60 },
    );
  }

  #count(tenant: string): number {
    let count = 0;
    for (const group of this.#groups.values()) if (group.tenant === tenant) count += 1;
    return count;
  }
}

/** Series of families that the push does not bring: those it brings may take the place of older ones. */
function without(
  all: ReadonlyMap<string, PushedFamily>,
  pushed: ReadonlyMap<string, PushedFamily>,
): ReadonlyMap<string, PushedFamily> {
  return new Map([...all].filter(([name]) => !pushed.has(name)));
}

/** The families with the `Labels` objects of the group as it was, where the labels are the same. */
function sameLabels(
  families: ReadonlyMap<string, PushedFamily>,
  before: PushedGroup | undefined,
): ReadonlyMap<string, PushedFamily> {
  if (before === undefined) return families;
  const known = new Map<string, PushedSeries>();
  for (const { series } of before.families.values()) {
    for (const one of series) known.set(labelsKey(one.labels), one);
  }
  const reuse = ({ labels, value }: PushedSeries): PushedSeries => ({
    labels: known.get(labelsKey(labels))?.labels ?? labels,
    value,
  });
  return new Map(
    [...families].map(([name, family]) => [name, { ...family, series: family.series.map(reuse) }]),
  );
}
