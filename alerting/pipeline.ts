import type { Clock } from '../platform/clock/clock.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { State } from '../platform/state/state.ts';
import type { Directory } from '../platform/tenancy/directory.ts';
import type { AlertingMetrics } from './alerting-metrics.ts';
import type { Channel } from './channels/channel.ts';
import type { EventFeed } from './incidents/event-feed.ts';
import { withPositions } from './incidents/event-sql.ts';
import { decideExpiry } from './incidents/expiry.ts';
import type { EndReason, Incident } from './incidents/incident.ts';
import type { IntakeReadiness } from './incidents/intake-readiness.ts';
import type { OpenIncidents } from './incidents/open-incidents.ts';
import { type IncidentWork, workOf } from './incidents/record-observations.ts';
import { DEFAULT_ADMISSION, IntakeAdmission } from './intake/intake-admission.ts';
import {
  type ClusterIntake,
  clusterOf,
  type IntakeClusters,
  type IntakeToken,
  sourceOf,
} from './intake/intake-token.ts';
import { type IntakeLimits, parseAlerts } from './intake/parse-alerts.ts';
import type { ReadRuleLabel } from './intake/rule-label-cache.ts';
import { type LadderOf, type Sighting, type Stray, sightAlert } from './intake/sight-alert.ts';
import { UnassignedSql } from './intake/unassigned-sql.ts';
import { PipelinePlanner } from './pipeline-plan.ts';
import type { RuleBook } from './rules/rule-book.ts';

/** Everything the stages look at. */
export interface PipelineParts {
  readonly state: State;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly metrics: AlertingMetrics;
  readonly limits: IntakeLimits;
  readonly directory: () => Directory;
  readonly clusters: IntakeClusters;
  readonly rules: RuleBook;
  readonly readRuleLabel: ReadRuleLabel;
  readonly ladderOf: LadderOf;
  readonly channel: (owner: string, id: string) => Channel | undefined;
  readonly open: OpenIncidents;
  readonly readiness: IntakeReadiness;
  readonly feed: EventFeed;
  /** Called after deliveries were committed. */
  readonly wakeOutbox: () => void;
}

/** Answer to a post: how many alerts were taken, and what was wrong with the others. */
export interface IntakeResult {
  readonly accepted: number;
  readonly errors: readonly string[];
}

const RETRY_AFTER_SECONDS = 5;
const MAX_ROUNDS = 8;
/** Incidents that our own decisions end in one batch. */
const ENDED_AT_ONCE = 500;

/**
 * The way of an alert, in one place:
 *
 *   intake    parse-alerts        what a post says
 *   identify  identify            whose alert it is
 *   grade     grade               how severe it is, on its owner's ladder
 *   record    incident-state      what becomes of its incident
 *   route     route-change        which channels a change goes to
 *   gate      gate-channel        whether the channel takes it now
 *   outbox    queue-change        the message, queued
 *
 * Stages are pure and give a named reason. Their outcome for a whole post is one batch, on disk
 * before the 2xx: incidents, events, deliveries and unassigned alerts together. The dispatcher of
 * the outbox delivers.
 */
export class AlertPipeline {
  readonly #parts: PipelineParts;
  readonly #planner: PipelinePlanner;
  readonly #unassigned: UnassignedSql;
  readonly #admission = new IntakeAdmission(DEFAULT_ADMISSION);

  constructor(parts: PipelineParts) {
    this.#parts = parts;
    this.#planner = new PipelinePlanner(parts.state.dialect, parts);
    this.#unassigned = new UnassignedSql(parts.state.dialect);
  }

  /**
   * Takes the decoded body of one post. What it accepts is durable when the promise resolves.
   * @throws AppError `invalid` or `too_large` for the body as a whole; `unavailable` with
   * Retry-After when too much is under way or the database fails: then nothing was taken.
   */
  async receive(token: IntakeToken, body: unknown): Promise<IntakeResult> {
    const { clock, readiness, limits } = this.#parts;
    const cluster = this.#clusterOf(token);
    const nowMs = clock.nowMs();
    const post = parseAlerts(body, nowMs, limits);
    const source = sourceOf(token);
    this.#admit(token, post.alerts.length, nowMs);
    try {
      const context = { ...this.#parts, token, cluster, directory: this.#parts.directory() };
      const seen = post.alerts.map((alert) =>
        sightAlert(alert, context, this.#parts.ladderOf, nowMs),
      );
      this.#count(seen, post.errors.length);
      const owned = seen.filter((one) => one.kind === 'owned');
      const strays = seen.filter((one) => one.kind === 'unassigned');
      this.#noteResends(owned, nowMs);
      await this.#settle(workOf(owned), strays, nowMs);
      readiness.posted(source, nowMs);
    } catch (thrown) {
      readiness.refused(source, nowMs);
      throw thrown;
    } finally {
      this.#admission.done(token, post.alerts.length);
    }
    return { accepted: post.alerts.length, errors: post.errors };
  }

  /** Ends what is over by its `endsAt`, as far as we were ready to hear otherwise. */
  async expire(): Promise<void> {
    const { clock, open, readiness } = this.#parts;
    const nowMs = clock.nowMs();
    const firing = new Set<string>();
    for (const { levels } of open.all()) {
      for (const level of levels.values()) if (level.state === 'firing') firing.add(level.source);
    }
    readiness.tick(nowMs, firing);
    const work: IncidentWork[] = [];
    for (const incident of open.all()) {
      const decision = decideExpiry(incident, (source) => readiness.of(source), nowMs);
      if (decision.kind === 'expire') {
        work.push({ subject: incident, observations: decision.observations });
      }
    }
    await this.#settleInChunks(work, nowMs);
  }

  /** Ends the open incidents that the condition holds for, with a reason of ours. */
  async end(condition: (incident: Incident) => boolean, reason: EndReason): Promise<void> {
    const nowMs = this.#parts.clock.nowMs();
    const work = [...this.#parts.open.all()]
      .filter(condition)
      .map((incident): IncidentWork => endNow(incident, nowMs, reason));
    await this.#settleInChunks(work, nowMs);
  }

  #clusterOf(token: IntakeToken): ClusterIntake {
    const name = clusterOf(token);
    const cluster = this.#parts.clusters.get(name);
    if (cluster) return cluster;
    throw new AppError('not_found', `The cluster ${name} is not registered.`);
  }

  #admit(token: IntakeToken, alerts: number, nowMs: number): void {
    if (this.#admission.admit(token, alerts)) return;
    this.#parts.readiness.refused(sourceOf(token), nowMs);
    this.#parts.metrics.overloaded();
    throw new AppError('unavailable', 'Too many alerts are being stored; send this post again.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  #count(seen: readonly (Sighting | Stray)[], bad: number): void {
    const { metrics } = this.#parts;
    for (const { reason } of seen) metrics.alert(reason);
    if (bad > 0) metrics.alert('bad', bad);
  }

  #noteResends(owned: readonly Sighting[], nowMs: number): void {
    const { open, readiness } = this.#parts;
    for (const { subject, observation } of owned) {
      const level = open.get(subject.key)?.levels.get(observation.levelKey);
      if (observation.kind === 'firing' && level?.state === 'firing') {
        readiness.resent(observation.source, level.lastSeenAtMs, nowMs);
      }
    }
  }

  async #settleInChunks(work: readonly IncidentWork[], nowMs: number): Promise<void> {
    for (let at = 0; at < work.length; at += ENDED_AT_ONCE) {
      await this.#settle(work.slice(at, at + ENDED_AT_ONCE), [], nowMs);
    }
  }

  /**
   * record -> route -> gate -> outbox -> commit. When what was decided on had changed, decides
   * again on what is stored; also when it rested on a state that another request did not get
   * stored, even if there was nothing to write.
   */
  async #settle(
    work: readonly IncidentWork[],
    strays: readonly Stray[],
    nowMs: number,
  ): Promise<void> {
    const { open, metrics } = this.#parts;
    let waiting = work;
    let unassigned = strays;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const keys = waiting.map(({ subject }) => subject.key);
      await open.repair(keys);
      const isStored = await this.#commit(waiting, unassigned, nowMs);
      if (isStored) unassigned = [];
      const doubtful = new Set(await open.settled(keys));
      if (isStored && doubtful.size === 0) return;
      metrics.redecided();
      if (isStored) waiting = waiting.filter(({ subject }) => doubtful.has(subject.key));
    }
    throw new AppError('unavailable', 'The incidents of this post keep changing; send it again.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  /** @returns false when the batch was turned down because of what it was based on. */
  async #commit(
    work: readonly IncidentWork[],
    strays: readonly Stray[],
    nowMs: number,
  ): Promise<boolean> {
    const { state, open, newId } = this.#parts;
    const plan = this.#planner.plan(work, nowMs);
    const alerts = strays.map(({ alert }) => alert);
    const statements = [...plan.statements, ...this.#unassigned.record(alerts, nowMs, newId)];
    if (statements.length === 0) return true;
    const commit = state.commit({ name: 'alerts.record', statements });
    const done = commit.then(
      ({ kind }) => {
        if (kind !== 'committed') open.doubt(plan.written);
      },
      () => open.doubt(plan.written),
    );
    open.writing(plan.written, done);
    const outcome = await commit;
    await done;
    if (outcome.kind !== 'committed') return false;
    this.#announce(withPositions(plan.events, statements, outcome.results));
    if (plan.deliveries.length > 0) this.#parts.wakeOutbox();
    return true;
  }

  #announce(events: ReturnType<typeof withPositions>): void {
    const { feed, metrics } = this.#parts;
    for (const event of events) {
      metrics.event(event.kind);
      if (event.kind.startsWith('notification_')) metrics.decision(event.reason ?? 'none');
    }
    if (events.length > 0) feed.publish(events);
  }
}

function endNow(incident: Incident, nowMs: number, reason: EndReason): IncidentWork {
  const firing = [...incident.levels.values()].filter((level) => level.state === 'firing');
  return {
    subject: incident,
    observations: firing.map((level) => ({
      kind: 'ended',
      levelKey: level.key,
      endsAtMs: nowMs,
      reason,
    })),
  };
}
