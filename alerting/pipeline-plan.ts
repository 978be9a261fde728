import { BoundedMap } from '../platform/model/bounded-map.ts';
import type { Dialect, Statement } from '../platform/state/state.ts';
import type { EscalationClock } from './escalation/escalation.ts';
import { EscalationSql } from './escalation/escalation-sql.ts';
import { startEscalation } from './escalation/start-escalation.ts';
import { idOfStep } from './escalation/step-id.ts';
import type { FlapBook } from './flapping/flap-book.ts';
import { dampingOf } from './flapping/flap-change.ts';
import { GatheredChanges } from './gathered-changes.ts';
import type { Hold } from './holding/hold.ts';
import type { ActDecision } from './incidents/acts/incident-act.ts';
import { unsentOf } from './incidents/channel-outcome-sql.ts';
import { EventSql } from './incidents/event-sql.ts';
import type { Incident, StateEvent } from './incidents/incident.ts';
import type { EventDraft } from './incidents/incident-event.ts';
import { IncidentSql, type NewIncident } from './incidents/incident-sql.ts';
import type { IncidentDecision } from './incidents/incident-state.ts';
import type { OpenIncidents } from './incidents/open-incidents.ts';
import { type IncidentWork, recordObservations } from './incidents/record-observations.ts';
import { CountSql } from './incidents/search/count-sql.ts';
import type { Inhibitions } from './inhibition/inhibitions.ts';
import { inhibitionWaker } from './inhibition/wake-sql.ts';
import { type DeliveryDraft, DeliverySql } from './outbox/delivery-sql.ts';
import type { DueMessage } from './outbox/judge-message.ts';
import { type KnownChannel, lineOf } from './outbox/message-to.ts';
import { queueAct } from './outbox/queue-act.ts';
import { type NotifyingRule, type QueueContext, queueChange } from './outbox/queue-change.ts';
import { type QueuedDue, queueDue } from './outbox/queue-due.ts';
import { queueEscalation } from './outbox/queue-escalation.ts';
import { toldBy } from './outbox/told-by.ts';
import type { Policy } from './policies/policy.ts';
import type { PolicyBook } from './policies/policy-book.ts';
import type { MayOpen } from './quota/incident-quota.ts';
import { AwaitedReports } from './repeats/awaited-reports.ts';
import { ClockSql } from './repeats/clock-sql.ts';
import type { DueClock, DueClocks } from './repeats/due-clock.ts';
import type { TellingPolicy } from './routing/choose-targets.ts';
import { type DefaultReceiverKind, defaultChannelId } from './routing/default-receiver.ts';
import { receiversOf } from './routing/receivers-of.ts';
import type { RouteBook } from './routing/route-book.ts';
import { takenRoutes, tellingOf } from './routing/taken-routes.ts';
import type { RuleBook } from './rules/rule-book.ts';
import { isTrouble } from './watch/trouble-source.ts';

/** What somebody did, decided on an incident as it is stored. */
export interface PlannedAct {
  readonly previous: Incident;
  readonly decision: ActDecision;
}

const SILENT = { reason: 'webhook_silent', detail: null } as const;

/** What is to be committed in one batch, and what to tell the world afterwards. */
export interface PipelinePlan {
  readonly statements: readonly Statement[];
  readonly events: readonly EventDraft[];
  readonly deliveries: readonly DeliveryDraft[];
  /** What opened no incident since its owner may have no more. */
  readonly refused: readonly IncidentWork[];
  /** Keys whose incident is written by the batch. */
  readonly written: readonly string[];
  /** When the first of the clocks that it sets is due; `Infinity`: it sets none. */
  readonly firstDueMs: number;
}

export interface PlanContext {
  readonly open: OpenIncidents;
  readonly rules: RuleBook;
  readonly policies: PolicyBook;
  readonly routes: RouteBook;
  readonly channel: (owner: string, id: string) => KnownChannel | undefined;
  /** What the default receiver has here. */
  readonly defaultKinds: readonly DefaultReceiverKind[];
  readonly newId: () => string;
  /** What can keep a message back, in the order in which they are asked. */
  readonly holds: readonly Hold[];
  /** Whom an incident goes to that no rule raised; null: there is no route. */
  readonly otherRoute: (
    incident: Incident,
  ) => (NotifyingRule & { readonly policy: string | null }) | null;
  readonly inhibitions: Pick<Inhibitions, 'sourcesFirst' | 'isReleased'>;
  readonly flaps: Pick<FlapBook, 'note' | 'judge'>;
  /** Whom an incident goes to besides, whoever is named: channel ids. */
  readonly followed: (incident: Incident) => readonly string[];
}

/** What is known of how an incident is told. */
export interface PolicyContext extends QueueContext {
  readonly policy: (Policy & TellingPolicy) | null;
}

/**
 * record -> route -> gate -> outbox for many incidents at once: takes the decided states over into
 * memory and says what to write. Synchronous: no other decision comes in between.
 */
export class PipelinePlanner {
  readonly #context: PlanContext;
  readonly #incidents: IncidentSql;
  readonly #events: EventSql;
  readonly #deliveries: DeliverySql;
  readonly #clocks: ClockSql;
  readonly #counts: CountSql;
  readonly #escalations: EscalationSql;
  readonly #awaited = new AwaitedReports();
  readonly #wakeInhibited: ReturnType<typeof inhibitionWaker>;
  /** Channel ids of owners' default receivers. */
  readonly #defaults = new BoundedMap<string, readonly string[]>(MAX_OWNERS);

  constructor(dialect: Dialect, context: PlanContext) {
    this.#context = context;
    this.#incidents = new IncidentSql(dialect);
    this.#events = new EventSql(dialect);
    this.#deliveries = new DeliverySql(dialect);
    this.#clocks = new ClockSql(dialect);
    this.#counts = new CountSql(dialect);
    this.#escalations = new EscalationSql(dialect);
    this.#wakeInhibited = inhibitionWaker(dialect);
  }

  /** @param mayOpen asked for each incident that is about to be opened */
  plan(work: readonly IncidentWork[], nowMs: number, mayOpen: MayOpen = ANYBODY): PipelinePlan {
    const gathered = new GatheredChanges();
    const ordered = this.#context.inhibitions.sourcesFirst(work);
    for (const item of ordered) this.#decide(item, nowMs, gathered, mayOpen);
    for (const owner of gathered.released) gathered.beside(this.#wakeInhibited(owner, nowMs));
    return this.#planOf(gathered);
  }

  /**
   * due -> hold -> group -> gate -> outbox for clocks. With a message its incidents are written too, if
   * they are open: their revisions say that they still are, and that nobody else has said the same
   * meanwhile; the clocks say so of those that are over.
   * @param stored incidents that are not in memory, by id, as they are stored
   */
  planDue(
    { clocks, toldAtMs }: DueClocks,
    stored: ReadonlyMap<string, Incident>,
    nowMs: number,
  ): PipelinePlan {
    const { open } = this.#context;
    const messages = clocks.map((due): DueMessage => {
      const inMemory = open.get(due.clock.incidentKey);
      const { incidentId } = due.clock;
      const incident = inMemory?.id === incidentId ? inMemory : stored.get(incidentId);
      return { ...due, incident, context: this.#contextOfDue(incident, due, nowMs) };
    });
    const queued = queueDue(messages, toldAtMs, nowMs);
    const gathered = new GatheredChanges();
    gathered.events.push(...queued.events);
    gathered.deliveries.push(...queued.deliveries);
    for (const clock of queued.awaited) this.#awaited.add(clock);
    this.#writeTold(queued, nowMs, gathered);
    const plan = this.#planOf(gathered);
    const guards = [
      // First: who has a clock of his own that moves is not told twice.
      ...queued.starts.map((write) => this.#clocks.write(write)),
      ...queued.moves.map((move) => this.#clocks.move(move)),
      ...queued.groups.map((told) => this.#clocks.told(told)),
    ];
    const firstDueMs = queued.starts.length > 0 ? nowMs : plan.firstDueMs;
    return { ...plan, firstDueMs, statements: [...guards, ...plan.statements] };
  }

  /** route -> hold -> gate -> outbox: the sources of these open incidents have fallen silent. */
  planStale(incidents: readonly Incident[], nowMs: number): PipelinePlan {
    const gathered = new GatheredChanges();
    for (const incident of incidents) {
      const { severity, revision } = incident;
      const event = { kind: 'went_stale', severity, ...SILENT } as const;
      const stale: Incident = { ...incident, staleSinceMs: nowMs, revision: revision + 1 };
      const decision = { kind: 'changed', incident: stale, events: [event] } as const;
      const told = this.#queue(decision, incident, nowMs, gathered);
      this.#context.open.put(told, nowMs);
      gathered.write(told, incident);
    }
    return this.#planOf(gathered);
  }

  /** due -> hold -> gate -> outbox for steps of escalations; those of ended incidents are dropped. */
  planEscalations(due: readonly EscalationClock[], nowMs: number): PipelinePlan {
    const gathered = new GatheredChanges();
    for (const clock of due) this.#escalate(clock, nowMs, gathered);
    return this.#planOf(gathered);
  }

  #planOf(gathered: GatheredChanges): PipelinePlan {
    const { written, refreshed, refused, events, deliveries, clocks } = gathered;
    const unsent = unsentOf(events);
    const opened: NewIncident[] = [];
    const marked = new Set<string>();
    const updates: Statement[] = [];
    const keys: string[] = [];
    for (const { incident, previous } of written) {
      keys.push(incident.key);
      if (previous !== undefined) {
        updates.push(this.#incidents.update(incident, previous.revision));
        continue;
      }
      const isUnsent = unsent.has(incident.id);
      if (isUnsent) marked.add(incident.id);
      opened.push({ incident, isUnsent });
    }
    for (const { key } of refreshed) keys.push(key);
    const statements = [
      ...updates,
      ...refreshed.map((incident) => this.#incidents.refresh(incident)),
      ...this.#incidents.insert(opened),
      ...this.#counts.of(written),
      ...this.#events.insert(events, marked),
      ...this.#deliveries.insert(deliveries),
      ...clocks.map((write) => this.#clocks.write(write)),
      ...gathered.others,
    ];
    const dueMs = clocks.flatMap((write) => (write.kind === 'clear' ? [] : write.clock.dueAtMs));
    const firstDueMs = dueMs.reduce((first, due) => Math.min(first, due), gathered.wokenAtMs);
    return { statements, events, deliveries, refused, written: keys, firstDueMs };
  }

  #decide(work: IncidentWork, nowMs: number, gathered: GatheredChanges, mayOpen: MayOpen): void {
    const { open, newId, inhibitions } = this.#context;
    const { key, owner } = work.subject;
    // A new episode of what is open is no more than before.
    const isKnown = open.get(key) !== undefined;
    for (const { previous, decision } of recordObservations(work, open, nowMs, newId)) {
      if (decision.kind === 'ignored') continue;
      if (decision.kind === 'opened' && !isKnown && !mayOpen(owner)) {
        gathered.refused.push(work);
        return;
      }
      if (decision.kind === 'refreshed') {
        open.put(decision.incident, nowMs);
        if (decision.isDue) gathered.refreshed.push(decision.incident);
        const channelIds = this.#awaited.take(decision.incident);
        if (channelIds.length > 0) this.#report(decision.incident, channelIds, nowMs, gathered);
        continue;
      }
      this.#awaited.take(decision.incident);
      const incident = this.#queue(decision, previous, nowMs, gathered);
      if (inhibitions.isReleased(previous, incident)) gathered.released.add(incident.owner);
      open.put(incident, nowMs);
      gathered.write(incident, decision.kind === 'opened' ? undefined : previous);
    }
  }

  #report({ id }: Incident, channels: readonly string[], nowMs: number, gathered: GatheredChanges) {
    gathered.wake([this.#clocks.reported(id, channels, nowMs)], nowMs);
  }

  /** Routes each event of a decision; the answer is the incident with who has been told by now. */
  #queue(
    decision: Extract<IncidentDecision, { kind: 'opened' | 'changed' }>,
    previous: Incident | undefined,
    nowMs: number,
    gathered: GatheredChanges,
  ): Incident {
    let incident = gathered.carry(decision.incident);
    const context = this.contextOf(incident, nowMs);
    const before = () =>
      previous === undefined
        ? null
        : { severity: previous.severity, context: this.contextOf(previous, nowMs) };
    for (const event of decision.events) {
      const change = { incident, event, previousSeverity: previous?.severity ?? null };
      const isFlapping = this.#noteFlapping(incident, event, context, gathered);
      // Most of the time the context as it is: it is a large object to copy for every alert.
      const queued = queueChange(change, isFlapping ? { ...context, beginsToFlap: true } : context);
      gathered.events.push(...queued.events);
      gathered.deliveries.push(...queued.deliveries);
      gathered.clocks.push(...queued.clocks);
      if (event.kind.startsWith('severity_')) {
        gathered.wake([this.#clocks.askedAgain(incident.id, nowMs)], nowMs);
      }
      const clock = startEscalation(incident, event, queued, context, before);
      if (clock !== null) gathered.beside([this.#escalations.set(clock)]);
      incident = toldBy(incident, queued.notifiedChannels);
    }
    return incident;
  }

  #writeTold({ told }: QueuedDue, nowMs: number, gathered: GatheredChanges): void {
    const { open } = this.#context;
    const channels = new Map<Incident, string[]>();
    for (const { incident, channelId } of told) {
      const its = channels.get(incident);
      if (its) its.push(channelId);
      else channels.set(incident, [channelId]);
    }
    for (const [incident, its] of channels) {
      const notifiedChannels = [...new Set([...incident.notifiedChannels, ...its])];
      const next: Incident = { ...incident, notifiedChannels, revision: incident.revision + 1 };
      // What another process has opened is not ours to hold in memory.
      if (open.get(incident.key)?.id === incident.id) open.put(next, nowMs);
      gathered.write(next, incident);
    }
  }

  #contextOfDue(incident: Incident | undefined, { clock }: DueClock, nowMs: number): QueueContext {
    if (incident !== undefined) return this.contextOf(incident, nowMs);
    const { channel, newId, holds } = this.#context;
    return {
      nowMs,
      newId,
      rule: null,
      policy: null,
      routes: NO_ROUTES,
      defaults: [clock.channelId],
      channel,
      holds,
    };
  }

  /**
   * What people do with incidents that are stored as given, with the messages that say so. Those that
   * are unchanged or refused write nothing.
   */
  planActs(acts: readonly PlannedAct[], nowMs: number): PipelinePlan {
    const gathered = new GatheredChanges();
    for (const { decision, previous } of acts) {
      if (decision.kind !== 'changed') continue;
      const { incident, line } = decision;
      const queued = queueAct(incident, line, { ...this.#context, nowMs });
      gathered.events.push(lineOf(incident, nowMs, line), ...queued.events);
      gathered.deliveries.push(...queued.deliveries);
      if (incident.status === 'firing') this.#context.open.put(incident, nowMs);
      gathered.write(incident, previous);
    }
    return this.#planOf(gathered);
  }

  /** With a message the incident is written too, as for a repeat. */
  #escalate(clock: EscalationClock, nowMs: number, gathered: GatheredChanges): void {
    const { open } = this.#context;
    const incident = open.get(clock.incidentKey);
    if (incident?.id !== clock.incidentId) {
      gathered.beside([this.#escalations.clear(clock.incidentId)]);
      return;
    }
    const idFor = (channelId: string) => idOfStep(clock, channelId);
    const context = { ...this.contextOf(incident, nowMs), idFor };
    const queued = queueEscalation(clock, incident, context);
    const { clock: next, notifiedChannels } = queued;
    gathered.events.push(...queued.events);
    gathered.deliveries.push(...queued.deliveries);
    const write =
      next === null ? this.#escalations.clear(incident.id) : this.#escalations.set(next);
    gathered.beside([write]);
    if (queued.deliveries.length === 0) return;
    const told: Incident = { ...incident, notifiedChannels, revision: incident.revision + 1 };
    open.put(told, nowMs);
    gathered.write(told, incident);
  }

  /** @returns whether it is to be said with this change that the alert flaps */
  #noteFlapping(
    incident: Incident,
    event: StateEvent,
    context: PolicyContext,
    gathered: GatheredChanges,
  ): boolean {
    const { flaps } = this.#context;
    const { nowMs } = context;
    const { key } = incident;
    const damping = dampingOf(incident, event, context);
    if (damping === null) return false;
    gathered.beside(flaps.note(key, { atMs: nowMs, isEnd: event.kind === 'resolved' }));
    return flaps.judge(key, damping, nowMs).kind === 'begins';
  }

  /** What decides who is told of the incident, and what can keep it back. */
  contextOf(incident: Incident, nowMs: number): PolicyContext {
    const { owner, ruleId } = incident;
    const { rules, policies, routes, channel, newId, holds } = this.#context;
    const known = ruleId === null ? null : (rules.get(ruleId) ?? null);
    const rule = receiversOf(known, isTrouble(incident)) ?? this.#context.otherRoute(incident);
    const named = rule?.policy ? policies.get(owner, rule.policy) : undefined;
    const policy = named === undefined ? null : tellingOf(named);
    const defaults = this.#defaultsOf(owner);
    const takenBy = () => takenRoutes(routes.get(owner), incident, (id) => policies.get(owner, id));
    const followed = this.#context.followed(incident);
    return { nowMs, newId, rule, policy, routes: takenBy, defaults, followed, channel, holds };
  }

  #defaultsOf(owner: string): readonly string[] {
    const known = this.#defaults.get(owner);
    if (known !== undefined) return known;
    const ids = this.#context.defaultKinds.map((kind) => defaultChannelId(kind, owner));
    this.#defaults.set(owner, ids);
    return ids;
  }
}

const NO_ROUTES = () => [];

const ANYBODY: MayOpen = () => true;

/** Whose default receivers are remembered. */
const MAX_OWNERS = 10_000;
