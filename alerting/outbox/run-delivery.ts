import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { State } from '../../platform/state/state.ts';
import type { AlertingMetrics } from '../alerting-metrics.ts';
import type { Sealer } from '../channels/channel-secrets.ts';
import type { EventFeed } from '../incidents/event-feed.ts';
import { EventSql, withPositions } from '../incidents/event-sql.ts';
import type { EventKind } from '../incidents/incident-event.ts';
import type {
  ChannelKind,
  ChannelKinds,
  Destination,
  OutgoingMessage,
  SendOutcome,
} from '../notify/channel-kind.ts';
import { type Notification, parseNotification } from '../notify/notification.ts';
import type { ChannelHealth } from '../suspension/channel-health.ts';
import type { ClaimedDelivery } from './claim-sql.ts';
import type { DeliveryIncident } from './delivery-sql.ts';
import { gateChannel } from './gate-channel.ts';
import { groupFacts } from './group-facts.ts';
import {
  type DeliveryVerdict,
  judgeAfter,
  judgeBefore,
  type RetryPolicy,
} from './judge-delivery.ts';
import { messageParts, withoutIncidents } from './message-parts.ts';
import { type AttemptRecord, OutcomeSql } from './outcome-sql.ts';
import { type IncidentLinks, outgoingMessage } from './outgoing-message.ts';

export interface DeliveryParts {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: AlertingMetrics;
  readonly random: () => number;
  readonly policy: RetryPolicy;
  readonly sendTimeoutMs: number;
  readonly kinds: ChannelKinds;
  readonly sealer: Sealer;
  readonly channel: (owner: string, id: string) => Destination | undefined;
  readonly disableChannel: (owner: string, id: string, reason: string) => Promise<void>;
  /** An attempt was answered, or not; says whether the receiver is to be given up. */
  readonly health: Pick<ChannelHealth, 'note'>;
  readonly timeZoneOf: (owner: string) => string;
  readonly links: IncidentLinks;
  readonly feed: EventFeed;
}

/** Carries out one leased delivery: decides whether, sends, stores what became of it. */
export class DeliveryRunner {
  readonly #parts: DeliveryParts;
  readonly #outcomes: OutcomeSql;
  readonly #events: EventSql;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.#outcomes = new OutcomeSql(parts.state.dialect);
    this.#events = new EventSql(parts.state.dialect);
  }

  /**
   * Never rejects: what cannot be stored is logged, and the lease brings the delivery back with the
   * same id.
   * @returns whether it was sent
   */
  async run(delivery: ClaimedDelivery, stopping: AbortSignal): Promise<boolean> {
    const { logger, channel } = this.#parts;
    try {
      const notification = parseNotification(delivery.payload);
      const target = channel(delivery.owner, delivery.channelId);
      const judged = await this.#judgeBefore(delivery, notification, target);
      if (judged.verdict !== null || !target) {
        const verdict = judged.verdict ?? { kind: 'not_sent', reason: 'channel_deleted' };
        await this.#store(delivery, judged, verdict, null);
        return false;
      }
      return await this.#attempt(delivery, judged, target, stopping);
    } catch (err) {
      logger.warn(
        { err, delivery: delivery.id, channel: delivery.channelId },
        'delivery not stored',
      );
      return false;
    }
  }

  /** Each incident of the message is judged: those whose resolve is not owed are left out of it. */
  async #judgeBefore(
    delivery: ClaimedDelivery,
    notification: Notification,
    channel: Destination | undefined,
  ): Promise<JudgedMessage> {
    const { state, clock, policy } = this.#parts;
    const { incidents, firingSent } = await messageParts(state, delivery, notification);
    const begun = new Set(notification.digest?.began ?? []);
    const told: DeliveryIncident[] = [];
    const left: LeftOut[] = [];
    for (const incident of incidents) {
      const { incidentId, purpose } = incident;
      const facts = {
        isResolve: purpose === 'resolved',
        // Who has chosen to hear of ends and not of firings hears of them.
        wasFiringSent:
          firingSent.has(incidentId) || begun.has(incidentId) || isFiringDeclined(channel),
        gate: gateChannel(channel, purpose),
        createdAtMs: delivery.createdAtMs,
      };
      const verdict = judgeBefore(facts, policy, clock.nowMs());
      if (verdict === null) told.push(incident);
      else left.push({ incident, verdict });
    }
    const [first] = left;
    if (told.length === 0 && first !== undefined) {
      return { notification, told: [], left, verdict: first.verdict };
    }
    const gone = new Set(left.map(({ incident }) => incident.incidentId));
    return { notification: withoutIncidents(notification, gone), told, left, verdict: null };
  }

  async #attempt(
    delivery: ClaimedDelivery,
    judged: JudgedMessage,
    channel: Destination,
    stopping: AbortSignal,
  ): Promise<boolean> {
    const { clock, metrics, policy, random } = this.#parts;
    const startMs = clock.monotonicMs();
    const outcome = await this.#send(delivery, judged.notification, channel, stopping);
    const durationMs = Math.round(clock.monotonicMs() - startMs);
    const nowMs = clock.nowMs();
    const verdict = stopping.aborted
      ? resumeAtOnce(outcome, nowMs)
      : judgeAfter(outcome, delivery.attempts, delivery.createdAtMs, policy, nowMs, random);
    metrics.attempt(channel.kind, outcome.kind, durationMs / 1_000);
    await this.#store(delivery, judged, verdict, {
      atMs: nowMs,
      outcome: outcome.kind,
      status: outcome.status ?? null,
      durationMs,
      reason: outcome.kind === 'sent' ? null : outcome.reason,
      detail: outcome.detail,
    });
    if (outcome.kind === 'drop' && outcome.disables) await this.#disable(channel, outcome.reason);
    else if (!stopping.aborted && isReceivers(outcome)) await this.#noteHealth(channel, outcome);
    return outcome.kind === 'sent';
  }

  async #send(
    delivery: ClaimedDelivery,
    notification: Notification,
    channel: Destination,
    stopping: AbortSignal,
  ): Promise<SendOutcome> {
    const { clock, kinds, logger, sendTimeoutMs } = this.#parts;
    const kind = kinds.get(channel.kind);
    if (!kind) return { kind: 'drop', reason: 'channel_kind_unknown', detail: channel.kind };
    const timeout = new AbortController();
    const timer = clock.after(sendTimeoutMs, () => timeout.abort(new Error('timeout')));
    try {
      const facts = await groupFacts(this.#parts.state, delivery, channel, kind);
      const written = outgoingMessage(this.#parts, delivery, notification, channel);
      const message = { ...written, ...facts };
      return await sendWithin(kind, message, AbortSignal.any([timeout.signal, stopping]));
    } catch (err) {
      logger.error({ err, channel: channel.id, channelKind: channel.kind }, 'channel kind threw');
      const detail = err instanceof AppError ? err.kind : 'fault of the service; see its log';
      return { kind: 'retry', reason: 'internal_error', detail };
    } finally {
      timer.cancel();
    }
  }

  async #store(
    delivery: ClaimedDelivery,
    judged: JudgedMessage,
    verdict: DeliveryVerdict,
    attempt: AttemptRecord | null,
  ): Promise<void> {
    const { state, clock, feed, logger, metrics } = this.#parts;
    const nowMs = clock.nowMs();
    const events = linesOf(delivery, judged, verdict).map(({ incident, said }) => ({
      incidentId: incident.incidentId,
      owner: delivery.owner,
      environmentKey: incident.environmentKey,
      ruleId: incident.ruleId,
      atMs: nowMs,
      kind: EVENTS[said.kind],
      severity: incident.severity,
      channelId: delivery.channelId,
      channelName: delivery.channelName,
      deliveryId: delivery.id,
      reason: said.reason,
      detail: attempt?.detail ?? null,
      authorId: null,
      authorName: null,
    }));
    const statements = [
      ...this.#outcomes.settle(delivery, verdict, attempt, nowMs),
      ...this.#events.insert(events),
    ];
    const outcome = await state.commit({ name: 'delivery.outcome', statements });
    if (outcome.kind !== 'committed') {
      logger.warn({ delivery: delivery.id, statement: outcome.statement }, 'lease was lost');
      return;
    }
    for (const { kind, reason } of events) {
      metrics.event(kind);
      if (kind === 'notification_not_sent') metrics.decision(reason ?? 'none');
    }
    feed.publish(withPositions(events, statements, outcome.results));
  }

  async #noteHealth({ owner, id: channelId, ...channel }: Destination, outcome: SendOutcome) {
    const { health, clock } = this.#parts;
    const isDelivered = outcome.kind === 'sent';
    const attempt = { owner, channelId, isDelivered, atMs: clock.nowMs() };
    if (await health.note(attempt)) {
      await this.#disable({ ...channel, owner, id: channelId }, 'receiver_failing');
    }
  }

  async #disable(channel: Destination, reason: string): Promise<void> {
    const { disableChannel, logger } = this.#parts;
    try {
      await disableChannel(channel.owner, channel.id, reason);
      logger.warn({ channel: channel.id, owner: channel.owner, reason }, 'channel switched off');
    } catch (err) {
      logger.warn({ err, channel: channel.id }, 'channel not switched off');
    }
  }
}

function isFiringDeclined(channel: Destination | undefined): boolean {
  return channel?.declines?.includes('firing') ?? false;
}

/** An incident that is left out of the message, and why. */
interface LeftOut {
  readonly incident: DeliveryIncident;
  readonly verdict: DeliveryVerdict;
}

/** A message as it is to be sent. */
interface JudgedMessage {
  readonly notification: Notification;
  readonly told: readonly DeliveryIncident[];
  readonly left: readonly LeftOut[];
  /** Not null: nobody is told. */
  readonly verdict: DeliveryVerdict | null;
}

/**
 * What the timelines say: one line for each incident. Those of a group hear of its first failed attempt,
 * and then of the end; the first of them of every attempt.
 */
function linesOf(
  { attempts }: ClaimedDelivery,
  { told, left, verdict: refusal }: JudgedMessage,
  verdict: DeliveryVerdict,
): readonly { readonly incident: DeliveryIncident; readonly said: DeliveryVerdict }[] {
  if (refusal !== null) return left.map(({ incident, verdict: said }) => ({ incident, said }));
  const isAgain = verdict.kind === 'retry' && attempts > 1;
  const hearing = (isAgain ? told.slice(0, 1) : told).map((incident) => ({
    incident,
    said: verdict,
  }));
  if (verdict.kind === 'retry') return hearing;
  return [...hearing, ...left.map(({ incident, verdict: said }) => ({ incident, said }))];
}

const EVENTS: Readonly<Record<DeliveryVerdict['kind'], EventKind>> = {
  sent: 'delivery_succeeded',
  retry: 'delivery_failed',
  dropped: 'delivery_dropped',
  not_sent: 'notification_not_sent',
};

const OWN_REASONS: ReadonlySet<string> = new Set([
  'internal_error',
  'channel_kind_unknown',
  'nobody_to_tell',
  'member_lost',
]);

/** Our own faults say nothing of the receiver. */
function isReceivers(outcome: SendOutcome): boolean {
  if (outcome.kind === 'sent') return true;
  return !OWN_REASONS.has(outcome.reason);
}

/** An attempt that we broke off ourselves costs the delivery no waiting. */
function resumeAtOnce(outcome: SendOutcome, nowMs: number): DeliveryVerdict {
  if (outcome.kind === 'sent') return { kind: 'sent', reason: null };
  if (outcome.kind === 'drop') return { kind: 'dropped', reason: outcome.reason };
  return { kind: 'retry', reason: 'service_stopping', dueMs: nowMs };
}

/** A kind that does not settle when its signal aborts does not hold the place for ever. */
async function sendWithin(
  kind: ChannelKind,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const timedOut: SendOutcome = {
    kind: 'retry',
    reason: 'send_timeout',
    detail: 'no answer in time',
  };
  let known: SendOutcome = timedOut;
  const aborted = new Promise<SendOutcome>((resolve) => {
    if (signal.aborted) resolve(timedOut);
    signal.addEventListener('abort', () => resolve(known), { once: true });
  });
  const accepted = (outcome: SendOutcome) => {
    known = outcome;
  };
  return Promise.race([kind.send(message, signal, accepted), aborted]);
}
