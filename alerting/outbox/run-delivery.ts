import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { builderFor } from '../../platform/state/builder.ts';
import type { State } from '../../platform/state/state.ts';
import type { AlertingMetrics } from '../alerting-metrics.ts';
import type { Channel } from '../channels/channel.ts';
import { openSecrets, type Sealer } from '../channels/channel-secrets.ts';
import type { EventFeed } from '../incidents/event-feed.ts';
import { EventSql, withPositions } from '../incidents/event-sql.ts';
import type { EventKind } from '../incidents/incident-event.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import type {
  ChannelKind,
  ChannelKinds,
  OutgoingMessage,
  SendOutcome,
} from '../notify/channel-kind.ts';
import { type Notification, parseNotification } from '../notify/notification.ts';
import type { NotifyTables } from '../tables-notify.ts';
import type { ClaimedDelivery } from './claim-sql.ts';
import { gateChannel } from './gate-channel.ts';
import {
  type DeliveryVerdict,
  judgeAfter,
  judgeBefore,
  type RetryPolicy,
} from './judge-delivery.ts';
import { type AttemptRecord, OutcomeSql } from './outcome-sql.ts';

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
  readonly channel: (owner: string, id: string) => Channel | undefined;
  readonly disableChannel: (owner: string, id: string, reason: string) => Promise<void>;
  readonly timeZoneOf: (owner: string) => string;
  readonly links: IncidentLinks;
  readonly feed: EventFeed;
}

/** Addresses of pages, for people who read a message; null while the service knows no own address. */
export interface IncidentLinks {
  incident(owner: string, id: string): string | null;
  rule(owner: string, id: string): string | null;
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
   */
  async run(delivery: ClaimedDelivery, stopping: AbortSignal): Promise<void> {
    const { logger, channel } = this.#parts;
    try {
      const notification = parseNotification(delivery.payload);
      const target = channel(delivery.owner, delivery.channelId);
      const refusal = await this.#judgeBefore(delivery, notification, target);
      if (refusal || !target) {
        const verdict = refusal ?? { kind: 'not_sent', reason: 'channel_deleted' };
        await this.#store(delivery, notification, verdict, null);
        return;
      }
      await this.#attempt(delivery, notification, target, stopping);
    } catch (err) {
      logger.warn(
        { err, delivery: delivery.id, channel: delivery.channelId },
        'delivery not stored',
      );
    }
  }

  async #judgeBefore(
    delivery: ClaimedDelivery,
    notification: Notification,
    channel: Channel | undefined,
  ): Promise<DeliveryVerdict | null> {
    const { clock, policy } = this.#parts;
    const isResolve = notification.purpose === 'resolved';
    const facts = {
      isResolve,
      wasFiringSent: isResolve && (await this.#wasFiringSent(delivery)),
      gate: gateChannel(channel, notification.purpose),
      createdAtMs: delivery.createdAtMs,
    };
    return judgeBefore(facts, policy, clock.nowMs());
  }

  async #wasFiringSent({ incidentId, channelId }: ClaimedDelivery): Promise<boolean> {
    const query = builderFor<NotifyTables>(this.#parts.state.dialect)
      .selectFrom('deliveries')
      .select('id')
      .where('incident_id', '=', incidentId)
      .where('channel_id', '=', channelId)
      .where('purpose', '!=', 'resolved')
      .where('state', '=', 'sent')
      .limit(1);
    return (await this.#parts.state.first(query.compile())) !== undefined;
  }

  async #attempt(
    delivery: ClaimedDelivery,
    notification: Notification,
    channel: Channel,
    stopping: AbortSignal,
  ): Promise<void> {
    const { clock, metrics, policy, random } = this.#parts;
    const startMs = clock.monotonicMs();
    const outcome = await this.#send(delivery, notification, channel, stopping);
    const durationMs = Math.round(clock.monotonicMs() - startMs);
    const nowMs = clock.nowMs();
    const verdict = stopping.aborted
      ? resumeAtOnce(outcome, nowMs)
      : judgeAfter(outcome, delivery.attempts, delivery.createdAtMs, policy, nowMs, random);
    metrics.attempt(channel.kind, outcome.kind, durationMs / 1_000);
    await this.#store(delivery, notification, verdict, {
      atMs: nowMs,
      outcome: outcome.kind,
      status: outcome.status ?? null,
      durationMs,
      reason: outcome.kind === 'sent' ? null : outcome.reason,
      detail: outcome.detail,
    });
    if (outcome.kind === 'drop' && outcome.disables) await this.#disable(channel, outcome.reason);
  }

  async #send(
    delivery: ClaimedDelivery,
    notification: Notification,
    channel: Channel,
    stopping: AbortSignal,
  ): Promise<SendOutcome> {
    const { clock, kinds, logger, sendTimeoutMs } = this.#parts;
    const kind = kinds.get(channel.kind);
    if (!kind) return { kind: 'drop', reason: 'channel_kind_unknown', detail: channel.kind };
    const timeout = new AbortController();
    const timer = clock.after(sendTimeoutMs, () => timeout.abort(new Error('timeout')));
    try {
      const message = this.#messageOf(delivery, notification, channel);
      return await sendWithin(kind, message, AbortSignal.any([timeout.signal, stopping]));
    } catch (err) {
      logger.error({ err, channel: channel.id, channelKind: channel.kind }, 'channel kind threw');
      const detail = err instanceof AppError ? err.kind : 'fault of the service; see its log';
      return { kind: 'retry', reason: 'internal_error', detail };
    } finally {
      timer.cancel();
    }
  }

  #messageOf(
    delivery: ClaimedDelivery,
    notification: Notification,
    channel: Channel,
  ): OutgoingMessage {
    const { sealer, timeZoneOf, links } = this.#parts;
    const { owner } = delivery;
    const { incidentId, ruleId } = notification;
    return {
      deliveryId: delivery.id,
      notification,
      channelId: channel.id,
      channelName: channel.name,
      language: channel.language,
      settings: channel.settings,
      secrets: openSecrets(sealer, channel),
      timeZone: timeZoneOf(owner),
      links: {
        incident: links.incident(owner, incidentId),
        rule: ruleId === null ? null : links.rule(owner, ruleId),
      },
    };
  }

  async #store(
    delivery: ClaimedDelivery,
    notification: Notification,
    verdict: DeliveryVerdict,
    attempt: AttemptRecord | null,
  ): Promise<void> {
    const { state, clock, feed, logger, metrics } = this.#parts;
    const nowMs = clock.nowMs();
    const event = {
      incidentId: delivery.incidentId,
      owner: delivery.owner,
      environmentKey: environmentKeyOf(notification),
      atMs: nowMs,
      kind: EVENTS[verdict.kind],
      severity: notification.severity,
      channelId: delivery.channelId,
      channelName: delivery.channelName,
      deliveryId: delivery.id,
      reason: verdict.reason,
      detail: attempt?.detail ?? null,
    };
    const statements = [
      ...this.#outcomes.settle(delivery, verdict, attempt, nowMs),
      ...this.#events.insert([event]),
    ];
    const outcome = await state.commit({ name: 'delivery.outcome', statements });
    if (outcome.kind !== 'committed') {
      logger.warn({ delivery: delivery.id, statement: outcome.statement }, 'lease was lost');
      return;
    }
    metrics.event(event.kind);
    if (verdict.kind === 'not_sent') metrics.decision(verdict.reason);
    feed.publish(withPositions([event], statements, outcome.results));
  }

  async #disable(channel: Channel, reason: string): Promise<void> {
    const { disableChannel, logger } = this.#parts;
    try {
      await disableChannel(channel.owner, channel.id, reason);
      logger.warn({ channel: channel.id, owner: channel.owner, reason }, 'channel switched off');
    } catch (err) {
      logger.warn({ err, channel: channel.id }, 'channel not switched off');
    }
  }
}

const EVENTS: Readonly<Record<DeliveryVerdict['kind'], EventKind>> = {
  sent: 'delivery_succeeded',
  retry: 'delivery_failed',
  dropped: 'delivery_dropped',
  not_sent: 'notification_not_sent',
};

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
  const aborted = new Promise<SendOutcome>((resolve) => {
    if (signal.aborted) resolve(timedOut);
    signal.addEventListener('abort', () => resolve(timedOut), { once: true });
  });
  return Promise.race([kind.send(message, signal), aborted]);
}
