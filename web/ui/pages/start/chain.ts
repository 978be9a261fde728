import { parseDurationMs } from '../../../../platform/model/duration.ts';
import type { Incident, IncidentEvent } from '../../../contract/incidents.ts';
import type { Rule, RuleStatus } from '../../../contract/rules.ts';

const LINKS = ['taken', 'evaluated', 'pending', 'firing', 'opened', 'delivered'] as const;
export type LinkName = (typeof LINKS)[number];

/** `skipped`: it will not come, and need not. `failed` needs a person. */
export type LinkState = 'next' | 'now' | 'done' | 'failed' | 'skipped';

/** One thing that happens between a rule and the people it tells. */
export interface ChainLink {
  readonly name: LinkName;
  readonly state: LinkState;
  /** When it happened, or when it is due; null where nobody can say. */
  readonly atMs: number | null;
  /** In the service's own words: why it does not go on, or what came of it. */
  readonly note: string | null;
}

/** What the service says of a trial. */
export interface TrialFacts {
  readonly rule: Pick<Rule, 'status' | 'levels' | 'channels' | 'createdAt' | 'interval'>;
  /** Since when its alert has been waiting or firing; null when there is none. */
  readonly activeAtMs: number | null;
  readonly incident: Incident | undefined;
  readonly events: readonly IncidentEvent[];
}

/** The whole chain in its order; what comes after the first that is not done is `next`. */
export function readChain(facts: TrialFacts): readonly ChainLink[] {
  const links = [
    taken(facts),
    evaluated(facts),
    pending(facts),
    firing(facts),
    opened(facts),
    delivered(facts),
  ];
  const reached = links.findIndex(({ state }) => state !== 'done');
  return links.map((link, index) =>
    reached >= 0 && index > reached && link.state === 'now' ? { ...link, state: 'next' } : link,
  );
}

const done = (name: LinkName, atMs: number | null, note: string | null = null): ChainLink => ({
  name,
  state: 'done',
  atMs,
  note,
});

function taken({ rule, incident }: TrialFacts): ChainLink {
  if (incident !== undefined || rule.status.some(isTaken)) return done('taken', null);
  const failed = rule.status.find(({ stage }) => stage === 'failed');
  if (failed !== undefined) return { ...waiting('taken'), state: 'failed', note: failed.message };
  return { ...waiting('taken'), note: rule.status[0]?.message ?? null };
}

function isTaken({ stage }: RuleStatus): boolean {
  return stage === 'loaded' || stage === 'evaluated';
}

function evaluated({ rule, incident, activeAtMs }: TrialFacts): ChainLink {
  const broken = rule.status.find(({ health }) => health === 'err');
  if (broken !== undefined && incident === undefined) {
    return { ...waiting('evaluated'), state: 'failed', note: broken.message };
  }
  const isSeen = rule.status.some(({ lastEvaluationAt }) => lastEvaluationAt !== null);
  if (isSeen || incident !== undefined || activeAtMs !== null) return done('evaluated', activeAtMs);
  const everyMs = parseDurationMs(rule.interval) ?? 0;
  return waiting('evaluated', Date.parse(rule.createdAt) + everyMs);
}

/** Done once it has held for as long as it must. */
function pending({ rule, incident, activeAtMs }: TrialFacts): ChainLink {
  if (incident !== undefined || isFiring(rule.status)) return done('pending', activeAtMs);
  if (activeAtMs === null) return waiting('pending');
  return waiting('pending', activeAtMs + (parseDurationMs(rule.levels[0]?.for ?? '') ?? 0));
}

function isFiring(status: readonly RuleStatus[]): boolean {
  return status.some(({ state }) => state === 'firing');
}

function firing({ rule, incident }: TrialFacts): ChainLink {
  const startsAt = incident?.levels[0]?.startsAt;
  if (startsAt !== undefined) return done('firing', Date.parse(startsAt));
  return isFiring(rule.status) ? done('firing', null) : waiting('firing');
}

function opened({ incident, events }: TrialFacts): ChainLink {
  if (incident === undefined) return waiting('opened');
  const fired = events.find(({ kind }) => kind === 'fired');
  return done('opened', Date.parse(fired?.at ?? incident.startedAt));
}

function delivered({ rule, events }: TrialFacts): ChainLink {
  if (rule.channels.length === 0) return { ...waiting('delivered'), state: 'skipped' };
  const sent = events.find(({ kind }) => kind === 'delivery_succeeded');
  if (sent !== undefined) return done('delivered', Date.parse(sent.at), sent.detail);
  const lost = events.findLast(
    ({ kind }) => kind === 'delivery_dropped' || kind === 'notification_not_sent',
  );
  if (lost !== undefined) {
    return { ...waiting('delivered'), state: 'failed', note: lost.detail ?? lost.reason };
  }
  const failed = events.findLast(({ kind }) => kind === 'delivery_failed');
  return { ...waiting('delivered'), note: failed?.detail ?? null };
}

function waiting(name: LinkName, atMs: number | null = null): ChainLink {
  return { name, state: 'now', atMs, note: null };
}
