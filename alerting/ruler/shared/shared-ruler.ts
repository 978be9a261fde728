import type { Clock, Timer } from '../../../platform/clock/clock.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { groupRefusal } from '../check-group.ts';
import type { KeptAlerts } from '../kept-alerts.ts';
import { groupKeyOf, type RuledGroup } from '../ruled-group.ts';
import type { Ruler } from '../ruler.ts';
import type { RuleEvaluator, ShownRunner } from '../shown-runner.ts';
import { chooseMember } from './choose-member.ts';
import { type GroupReport, runnerElsewhere } from './group-report.ts';
import { POLL_MS, SHARE_LEASE_MS, type ShareAnswer, type SharePoll } from './share-messages.ts';

export interface SharedRulerParts {
  /** Evaluates what falls to this process. */
  readonly local: Ruler;
  /** Of this process, among the members. */
  readonly own: string;
  /** Whether another process can evaluate it: it asks over HTTP and writes no series. */
  readonly isShareable: (cluster: string, group: RuledGroup) => boolean;
  readonly kept: KeptAlerts;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Longer than a member waits for us, so that a group has one evaluator at a time. */
const LAPSE_MS = SHARE_LEASE_MS + 1_000;

interface Sharer {
  heardMs: number;
  /** By cluster and key. */
  readonly reports: Map<string, GroupReport>;
}

/** What a cluster is to evaluate, and who evaluates it. */
interface SharedCluster {
  readonly wanted: readonly RuledGroup[];
  /** By key: what members evaluate. */
  elsewhere: ReadonlyMap<string, GivenGroup>;
}

interface GivenGroup {
  readonly group: RuledGroup;
  readonly member: string;
}

/**
 * Shares rule groups between the processes of a database, by rendezvous over those that ask for some.
 * A member that is not heard any more has none, and the others go on with them.
 */
export class SharedRuler implements RuleEvaluator {
  readonly name = 'ruler';
  readonly #parts: SharedRulerParts;
  readonly #sharers = new Map<string, Sharer>();
  readonly #clusters = new Map<string, SharedCluster>();
  #version = 0;
  #timer: Timer | null = null;
  #isClosing = false;

  constructor(parts: SharedRulerParts) {
    this.#parts = parts;
  }

  assign(cluster: string, groups: readonly RuledGroup[]): ReadonlyMap<string, string> {
    const before = this.#clusters.get(cluster);
    const present: SharedCluster = { wanted: groups, elsewhere: before?.elsewhere ?? new Map() };
    this.#clusters.set(cluster, present);
    const refused = this.#spread(cluster, present);
    this.#forgetRemoved(cluster, before, groups);
    return refused;
  }

  runners(cluster: string): readonly ShownRunner[] {
    const elsewhere = [...(this.#clusters.get(cluster)?.elsewhere ?? [])].map(
      ([key, { group, member }]) => {
        const report = this.#sharers.get(member)?.reports.get(reportKey(cluster, key)) ?? null;
        return runnerElsewhere(cluster, group, report);
      },
    );
    const all = [...this.#parts.local.runners(cluster), ...elsewhere];
    return all.sort((a, b) => (groupKeyOf(a.group) < groupKeyOf(b.group) ? -1 : 1));
  }

  /** A member says that it is there and how its groups do, and is told which it has. */
  poll({ member, tag, reports }: SharePoll): ShareAnswer {
    const { clock, logger } = this.#parts;
    let sharer = this.#sharers.get(member);
    if (sharer === undefined) {
      sharer = { heardMs: 0, reports: new Map() };
      this.#sharers.set(member, sharer);
      logger.info({ member }, 'a member takes a share of the rule groups');
      this.#spreadAll();
    }
    sharer.heardMs = clock.monotonicMs();
    for (const report of reports) {
      sharer.reports.set(reportKey(report.cluster, groupKeyOf(report.group)), report);
    }
    const present = `${this.#parts.own}/${this.#version}`;
    return { tag: present, clusters: tag === present ? null : this.#groupsOf(member) };
  }

  async start(): Promise<void> {
    await this.#parts.local.start();
    this.#watch();
  }

  async drain(signal: AbortSignal): Promise<void> {
    this.#isClosing = true;
    this.#timer?.cancel();
    await this.#parts.local.drain(signal);
  }

  async stop(): Promise<void> {
    this.#isClosing = true;
    this.#timer?.cancel();
    await this.#parts.local.stop();
  }

  /** How many groups members evaluate. */
  get groupsElsewhere(): number {
    return [...this.#clusters.values()].reduce((sum, { elsewhere }) => sum + elsewhere.size, 0);
  }

  #watch(): void {
    if (this.#isClosing) return;
    this.#timer = this.#parts.clock.after(POLL_MS, () => {
      this.#letGo();
      this.#watch();
    });
  }

  #letGo(): void {
    const { clock, logger } = this.#parts;
    const lapsed = [...this.#sharers].filter(
      ([, { heardMs }]) => clock.monotonicMs() - heardMs > LAPSE_MS,
    );
    if (lapsed.length === 0) return;
    for (const [member] of lapsed) {
      this.#sharers.delete(member);
      logger.warn({ member }, 'a member is not heard any more; others go on with its rule groups');
    }
    this.#spreadAll();
  }

  #spreadAll(): void {
    for (const [cluster, present] of this.#clusters) this.#spread(cluster, present);
  }

  /** @returns what is refused, of all groups of the cluster */
  #spread(cluster: string, present: SharedCluster): ReadonlyMap<string, string> {
    const { local, own } = this.#parts;
    const members = [own, ...this.#sharers.keys()];
    const here: RuledGroup[] = [];
    const elsewhere = new Map<string, GivenGroup>();
    const refused = new Map<string, string>();
    for (const group of present.wanted) {
      const key = groupKeyOf(group);
      const member = this.#memberOf(cluster, group, members);
      if (member === own || elsewhere.has(key)) here.push(group);
      else this.#give(key, { group, member }, present, { elsewhere, refused });
    }
    const isElsewhere = (key: string) => elsewhere.has(key);
    for (const [key, refusal] of local.assign(cluster, here, { isElsewhere })) {
      refused.set(key, refusal);
    }
    if (!isSame(present.elsewhere, elsewhere)) this.#version += 1;
    present.elsewhere = elsewhere;
    return refused;
  }

  #memberOf(cluster: string, group: RuledGroup, members: readonly string[]): string {
    const { own, isShareable } = this.#parts;
    if (members.length === 1 || !isShareable(cluster, group)) return own;
    return chooseMember(`${cluster};${groupKeyOf(group)}`, members);
  }

  /** Of a group that cannot be evaluated the former version stays, if there is one. */
  #give(
    key: string,
    given: GivenGroup,
    { elsewhere: before }: SharedCluster,
    into: {
      readonly elsewhere: Map<string, GivenGroup>;
      readonly refused: Map<string, string>;
    },
  ): void {
    const former = before.get(key);
    const refusal = former?.group === given.group ? null : groupRefusal(given.group, false);
    if (refusal !== null) into.refused.set(key, refusal);
    const group = refusal === null ? given.group : former?.group;
    if (group !== undefined) into.elsewhere.set(key, { group, member: given.member });
  }

  #groupsOf(member: string): ReadonlyMap<string, readonly RuledGroup[]> {
    const its = [...this.#clusters].map(([cluster, { elsewhere }]): [string, RuledGroup[]] => [
      cluster,
      [...elsewhere.values()].flatMap((one) => (one.member === member ? [one.group] : [])),
    ]);
    return new Map(its.filter(([, groups]) => groups.length > 0));
  }

  /** Nobody goes on with these. */
  #forgetRemoved(
    cluster: string,
    before: SharedCluster | undefined,
    groups: readonly RuledGroup[],
  ): void {
    const { kept, logger } = this.#parts;
    const wanted = new Set(groups.map(groupKeyOf));
    for (const key of before?.elsewhere.keys() ?? []) {
      if (wanted.has(key)) continue;
      for (const { reports } of this.#sharers.values()) reports.delete(reportKey(cluster, key));
      kept.forget({ cluster, group: key }).catch((err: unknown) => {
        logger.warn({ cluster, group: key, err }, 'alerts of a removed group remain');
      });
    }
  }
}

/** Then members need not be told. Sinks hand over the same object for what did not change. */
function isSame(
  before: ReadonlyMap<string, GivenGroup>,
  after: ReadonlyMap<string, GivenGroup>,
): boolean {
  if (before.size !== after.size) return false;
  return [...after].every(([key, { group, member }]) => {
    const former = before.get(key);
    return former?.group === group && former.member === member;
  });
}

function reportKey(cluster: string, key: string): string {
  return `${cluster} ${key}`;
}
