import { type Labels, labelsFrom } from '../../../platform/model/labels.ts';
import type { SampleSink } from '../../model/sample-batch.ts';
import { SampleColumns } from '../sample-columns.ts';
import { PUSH_FAILURE_TIME, PUSH_TIME } from './check-push.ts';
import type { PushedGroup } from './pushed-group.ts';

interface GroupTimes {
  readonly pushed: Labels;
  readonly failed: Labels;
}

/**
 * Writes what is pushed into the stores again and again, as if it was scraped: values with the present
 * time, and a staleness marker for each series that is no more.
 */
export class GroupExposition {
  /** Series that were written last time, by tenant. */
  #written = new Map<string, Set<Labels>>();
  /** The same `Labels` objects each time. */
  readonly #times = new WeakMap<Labels, GroupTimes>();

  /**
   * @param sinkOf null for a tenant that is no more
   * @returns tenants that could not be written to, with the reasons
   */
  async write(
    groups: readonly PushedGroup[],
    nowMs: number,
    sinkOf: (tenant: string) => SampleSink | null,
  ): Promise<ReadonlyMap<string, unknown>> {
    const failures = new Map<string, unknown>();
    const byTenant = new Map<string, PushedGroup[]>();
    for (const group of groups) {
      byTenant.set(group.tenant, [...(byTenant.get(group.tenant) ?? []), group]);
    }
    for (const tenant of new Set([...byTenant.keys(), ...this.#written.keys()])) {
      const sink = sinkOf(tenant);
      if (sink === null) continue;
      try {
        await this.#writeTenant(tenant, byTenant.get(tenant) ?? [], nowMs, sink);
      } catch (thrown) {
        failures.set(tenant, thrown);
      }
    }
    return failures;
  }

  async #writeTenant(
    tenant: string,
    groups: readonly PushedGroup[],
    nowMs: number,
    sink: SampleSink,
  ): Promise<void> {
    const columns = new SampleColumns();
    const present = new Set<Labels>();
    const add = (labels: Labels, value: number, isStale: boolean) => {
      columns.add(nowMs, value, isStale);
      columns.closeSeries(labels);
    };
    for (const [labels, value] of groups.flatMap((group) => this.#samples(group))) {
      add(labels, value, false);
      present.add(labels);
    }
    for (const labels of this.#written.get(tenant) ?? []) {
      if (!present.has(labels)) add(labels, 0, true);
    }
    if (columns.length > 0) await sink.append(columns.toBatch());
    if (present.size === 0) this.#written.delete(tenant);
    else this.#written.set(tenant, present);
  }

  #samples({
    labels,
    families,
    pushedAt,
    failedAt,
  }: PushedGroup): readonly (readonly [Labels, number])[] {
    const series = [...families.values()].flatMap((family) => family.series);
    const { pushed, failed } = this.#timesOf(labels);
    return [
      ...series.map((one) => [one.labels, one.value] as const),
      [pushed, pushedAt],
      [failed, failedAt],
    ];
  }

  #timesOf(labels: Labels): GroupTimes {
    const known = this.#times.get(labels);
    if (known !== undefined) return known;
    const times = {
      pushed: labelsFrom([...labels, ['__name__', PUSH_TIME]]),
      failed: labelsFrom([...labels, ['__name__', PUSH_FAILURE_TIME]]),
    };
    this.#times.set(labels, times);
    return times;
  }
}
