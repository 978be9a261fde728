import { AppError } from '../platform/errors/app-error.ts';
import type { Statement } from '../platform/state/state.ts';
import type { EscalationClock } from './escalation/escalation.ts';
import type { ActDecision } from './incidents/acts/incident-act.ts';
import { type DecidedBy, endNow } from './incidents/end-now.ts';
import { withPositions } from './incidents/event-sql.ts';
import { decideExpiry } from './incidents/expiry.ts';
import { firingSources } from './incidents/firing-sources.ts';
import type { EndReason, Incident } from './incidents/incident.ts';
import type { EventDraft } from './incidents/incident-event.ts';
import { type IncidentWork, workOf } from './incidents/record-observations.ts';
import { becomesStale } from './incidents/stale.ts';
import { admissionOf, IntakeAdmission } from './intake/intake-admission.ts';
import {
  type ClusterIntake,
  clusterOf,
  type IntakeToken,
  sourceOf,
} from './intake/intake-token.ts';
import { parseAlerts } from './intake/parse-alerts.ts';
import { parseWebhook } from './intake/parse-webhook.ts';
import { type Sighting, type Stray, sightAlert } from './intake/sight-alert.ts';
import { OVER_QUOTA } from './intake/unassigned-alert.ts';
import { UnassignedSql } from './intake/unassigned-sql.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import { type PipelinePlan, PipelinePlanner, type PolicyContext } from './pipeline-plan.ts';
import { alertsIn, type MayOpen } from './quota/incident-quota.ts';
import { overQuotaAlerts } from './quota/over-quota-alerts.ts';
import type { DueClocks } from './repeats/due-clock.ts';
import { storedIncidents } from './repeats/stored-incidents.ts';

/** Answer to a post: how many alerts were taken, and what was wrong with the others. */
export interface IntakeResult {
  readonly accepted: number;
  readonly errors: readonly string[];
  /** What was refused because its owner has all the open incidents that it may have. */
  readonly overQuota?: string;
}

/** In which of its two forms an alert comes: posted to the API v2, or in a notification (v4). */
export type PostForm = 'alerts' | 'webhook';

/** What a post brings besides, and whom it may open incidents for. */
interface Post {
  readonly strays: readonly Stray[];
  readonly mayOpen?: MayOpen;
}

/** What we find out ourselves is always taken. */
const OF_OURS: Post = { strays: [] };

const RETRY_AFTER_SECONDS = 5;
const MAX_ROUNDS = 8;
/** The loop of the clocks looks at least so often by itself. */
const SOON_MS = 5_000;
/** Incidents that our own decisions end in one batch. */
const ENDED_AT_ONCE = 500;

/**
 * The way of an alert, in one place:
 *
 *   intake    parse-alerts        what a post says (parse-webhook: a notification)
 *   identify  identify            whose alert it is
 *   grade     grade               how severe it is, on its owner's ladder
 *   record    incident-state      what becomes of its incident
 *   route     route-change        which channels a change goes to
 *   hold      holding/            what keeps it back for now: silences, windows, inhibition, a person
 *   group     grouping            with which others it is told, and when
 *   gate      gate-channel        whether the channel takes it now
 *   outbox    queue-change        the message, queued
 *
 * Stages are pure and give a named reason. Their outcome for a whole post is one batch, on disk
 * before the 2xx: incidents, events, deliveries and unassigned alerts together. The dispatcher of
 * the outbox delivers. What was kept back, and what is said again, comes in through `repeat`.
 */
export class AlertPipeline {
  readonly #parts: PipelineParts;
  readonly #planner: PipelinePlanner;
  readonly #unassigned: UnassignedSql;
  readonly #admission: IntakeAdmission;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
    this.#planner = new PipelinePlanner(parts.state.dialect, parts);
    this.#admission = new IntakeAdmission(admissionOf(parts.maxAlertsInFlight));
    this.#unassigned = new UnassignedSql(parts.state.dialect);
  }

  /**
   * Takes the decoded body of one post. What it accepts is durable when the promise resolves.
   * @throws AppError `invalid` or `too_large` for the body as a whole; `unavailable` with
   * Retry-After when too much is under way or the database fails: then nothing was taken.
   */
  async receive(
    token: IntakeToken,
    body: unknown,
    form: PostForm = 'alerts',
  ): Promise<IntakeResult> {
    const { clock, readiness, limits, quota } = this.#parts;
    const cluster = this.#clusterOf(token);
    const nowMs = clock.nowMs();
    const parse = form === 'alerts' ? parseAlerts : parseWebhook;
    const post = parse(body, nowMs, limits);
    const source = sourceOf(token);
    this.#admit(token, post.alerts.length, nowMs);
    try {
      const context = { ...this.#parts, token, cluster, directory: this.#parts.directory() };
      const seen = post.alerts.map((alert) =>
        sightAlert(alert, context, this.#parts.ladderOf, nowMs),
      );
      const owned = seen.filter((one) => one.kind === 'owned');
      const strays = seen.filter((one) => one.kind === 'unassigned');
      this.#noteResends(owned, nowMs);
      const refused = await this.#settle(workOf(owned), nowMs, { strays, mayOpen: quota.mayOpen });
      this.#count(seen, post.errors.length, refused);
      this.#parts.sighted(owned, nowMs);
      readiness.posted(source, nowMs);
      const { errors } = post;
      if (refused.length === 0) return { accepted: post.alerts.length, errors };
      quota.refuse(refused, nowMs);
      const accepted = post.alerts.length - alertsIn(refused);
      return { accepted, errors, overQuota: quota.textOf(refused) };
    } catch (thrown) {
      readiness.refused(source, nowMs);
      throw thrown;
    } finally {
      this.#admission.done(token, post.alerts.length);
    }
  }

  /** Ends what is over by its `endsAt`, as far as we were ready to hear otherwise. */
  async expire(): Promise<void> {
    const { clock, open, readiness, isHeld } = this.#parts;
    const nowMs = clock.nowMs();
    readiness.tick(nowMs, new Set([...open.all()].flatMap((one) => [...firingSources(one)])));
    const work: IncidentWork[] = [];
    for (const incident of open.all()) {
      const decision = decideExpiry(incident, (source) => readiness.of(source), nowMs, isHeld);
      if (decision.kind === 'expire') {
        work.push({ subject: incident, observations: decision.observations });
      }
    }
    await this.#settleInChunks(work, nowMs);
    await this.#findStale(nowMs);
  }

  /** Takes what was found out here, not posted. Rejects as `receive` does. */
  async observe(work: readonly IncidentWork[]): Promise<void> {
    await this.#settleInChunks(work, this.#parts.clock.nowMs());
  }

  /** Open incidents with a level that fires and that this source told of. */
  openFrom(source: string): readonly Incident[] {
    return [...this.#parts.open.all()].filter((incident) => firingSources(incident).has(source));
  }

  /** Ends the open incidents that the condition holds for, with a reason of ours or of a person. */
  async end(
    condition: (incident: Incident) => boolean,
    reason: EndReason,
    by?: DecidedBy,
  ): Promise<void> {
    const nowMs = this.#parts.clock.nowMs();
    const work = [...this.#parts.open.all()]
      .filter(condition)
      .map((incident): IncidentWork => endNow(incident, nowMs, reason, by));
    await this.#settleInChunks(work, nowMs);
  }

  /**
   * Whether what is open in memory is what was read; where not, memory is read back, and the caller
   * reads again too.
   */
  async knows(stored: readonly Incident[]): Promise<boolean> {
    const { open } = this.#parts;
    const keys = stored.map(({ key }) => key);
    await open.repair(keys);
    const unknown = stored.filter(
      ({ key, id, status }) => status === 'firing' && open.get(key)?.id !== id,
    );
    if (unknown.length === 0) return true;
    const lost = unknown.map(({ key }) => key);
    await open.settled(lost);
    open.doubt(lost);
    await open.repair(lost);
    return false;
  }

  /**
   * Stores what people do, decided at once on the incidents as they stand.
   * @param stored as read; those that fire are decided on as they are in memory
   * @returns false when what was decided on had changed: nothing was stored
   */
  async act(
    stored: readonly Incident[],
    decide: (incident: Incident) => {
      readonly decision: ActDecision;
      readonly others: readonly Statement[];
    },
  ): Promise<boolean> {
    const { open, clock } = this.#parts;
    const others: Statement[] = [];
    const acts = stored.map((read) => {
      const known = open.get(read.key);
      const previous = known?.id === read.id ? known : read;
      const made = decide(previous);
      others.push(...made.others);
      return { previous, decision: made.decision };
    });
    return this.#store('incident.act', this.#planner.planActs(acts, clock.nowMs()), others);
  }

  /** Says what is due. What others have changed meanwhile stays due and comes again. */
  async repeat(due: DueClocks): Promise<void> {
    const { open, clock, metrics, state } = this.#parts;
    const clocks = due.clocks.map((one) => one.clock);
    await open.repair([...new Set(clocks.map((one) => one.incidentKey))]);
    const strange = clocks.filter((one) => open.get(one.incidentKey)?.id !== one.incidentId);
    const stored = await storedIncidents(
      state,
      strange.map((one) => one.incidentId),
    );
    const plan = this.#planner.planDue(due, stored, clock.nowMs());
    if (!(await this.#store('alerts.repeat', plan, []))) metrics.redecided();
  }

  /** Takes the steps of escalations that are due; as for `repeat`, what is refused comes again. */
  async escalate(due: readonly EscalationClock[]): Promise<void> {
    const { open, clock, metrics } = this.#parts;
    await open.repair([...new Set(due.map(({ incidentKey }) => incidentKey))]);
    const plan = this.#planner.planEscalations(due, clock.nowMs());
    if (!(await this.#store('alerts.escalate', plan, []))) metrics.redecided();
  }

  /** What decides now who is told of an incident, also of one that nobody has posted. */
  contextOf(incident: Incident): PolicyContext {
    return this.#planner.contextOf(incident, this.#parts.clock.nowMs());
  }

  /** Tells of those that only notifications tell of, and no longer do. What is refused is found again. */
  async #findStale(nowMs: number): Promise<void> {
    const { open, readiness, metrics, webhookRepeatMs: repeatMs } = this.#parts;
    const facts = { repeatMs, listeningSinceMs: readiness.listeningSinceMs };
    const stale = [...open.all()].filter((incident) => becomesStale(incident, facts, nowMs));
    for (let at = 0; at < stale.length; at += ENDED_AT_ONCE) {
      const keys = stale.slice(at, at + ENDED_AT_ONCE).map(({ key }) => key);
      await open.repair(keys);
      const still = keys
        .flatMap((key) => open.get(key) ?? [])
        .filter((incident) => becomesStale(incident, facts, nowMs));
      const plan = this.#planner.planStale(still, nowMs);
      if (!(await this.#store('alerts.stale', plan, []))) metrics.redecided();
    }
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

  #count(seen: readonly (Sighting | Stray)[], bad: number, refused: readonly IncidentWork[]): void {
    const { metrics } = this.#parts;
    const keys = new Set(refused.map(({ subject }) => subject.key));
    const outcomeOf = (one: Sighting | Stray) =>
      one.kind === 'owned' && keys.has(one.subject.key) ? OVER_QUOTA : one.reason;
    for (const [outcome, count] of countBy(seen, outcomeOf)) metrics.alert(outcome, count);
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
      await this.#settle(work.slice(at, at + ENDED_AT_ONCE), nowMs);
    }
  }

  /**
   * record -> route -> gate -> outbox -> commit. When what was decided on had changed, decides
   * again on what is stored; also when it rested on a state that another request did not get
   * stored, even if there was nothing to write.
   * @returns what opened no incident since its owner may have no more
   */
  async #settle(
    work: readonly IncidentWork[],
    nowMs: number,
    post: Post = OF_OURS,
  ): Promise<readonly IncidentWork[]> {
    const { open, metrics } = this.#parts;
    const refused = new Map<string, IncidentWork>();
    let waiting = work;
    let next = post;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const keys = waiting.map(({ subject }) => subject.key);
      await open.repair(keys);
      const plan = await this.#commit(waiting, nowMs, next);
      const isStored = plan !== null;
      if (isStored) next = { ...post, strays: [] };
      for (const one of plan?.refused ?? []) refused.set(one.subject.key, one);
      const doubtful = new Set(await open.settled(keys));
      if (isStored && doubtful.size === 0) return [...refused.values()];
      metrics.redecided();
      if (isStored) waiting = waiting.filter(({ subject }) => doubtful.has(subject.key));
      for (const key of doubtful) refused.delete(key);
    }
    throw new AppError('unavailable', 'The incidents of this post keep changing; send it again.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  /** @returns null when the batch was turned down because of what it was based on. */
  async #commit(
    work: readonly IncidentWork[],
    nowMs: number,
    { strays, mayOpen }: Post,
  ): Promise<PipelinePlan | null> {
    const plan = this.#planner.plan(work, nowMs, mayOpen);
    const alerts = [...strays.map(({ alert }) => alert), ...overQuotaAlerts(plan.refused)];
    const unassigned = this.#unassigned.record(alerts, nowMs, this.#parts.newId);
    return (await this.#store('alerts.record', plan, unassigned)) ? plan : null;
  }

  async #store(name: string, plan: PipelinePlan, others: readonly Statement[]): Promise<boolean> {
    const { state, open, clock, feed } = this.#parts;
    const statements = [...plan.statements, ...others];
    if (statements.length === 0) return true;
    const commit = state.commit({ name, statements });
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
    this.#countEvents(plan.events);
    if (plan.events.some(({ owner }) => feed.isWatched(owner))) {
      feed.publish(withPositions(plan.events, statements, outcome.results));
    }
    if (plan.deliveries.length > 0) this.#parts.wakeOutbox();
    if (plan.firstDueMs - clock.nowMs() < SOON_MS) this.#parts.wakeClocks();
    return true;
  }

  #countEvents(events: readonly EventDraft[]): void {
    const { metrics } = this.#parts;
    for (const [kind, count] of countBy(events, kindOf)) metrics.event(kind, count);
    for (const [reason, count] of countBy(events, reasonOfDecision)) {
      metrics.decision(reason, count);
    }
  }
}

const kindOf = ({ kind }: EventDraft): string => kind;

/** Null: the line says nothing about whether somebody is told. */
const reasonOfDecision = ({ kind, reason }: EventDraft): string | null =>
  kind.startsWith('notification_') ? (reason ?? 'none') : null;

/** Once per name instead of once per alert: a counter's labels cost more than the decision. */
function countBy<T>(
  items: readonly T[],
  nameOf: (item: T) => string | null,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const name = nameOf(item);
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
