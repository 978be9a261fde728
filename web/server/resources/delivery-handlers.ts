import type { CatchUp } from '../../../alerting/deliveries/catch-up.ts';
import type { DeliveryRecord } from '../../../alerting/deliveries/delivery-record.ts';
import type { DeliveryService } from '../../../alerting/deliveries/delivery-service.ts';
import type { LinkSetting, LinkSettings } from '../../../alerting/message-links/link-settings.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import type * as contract from '../../contract/deliveries.ts';
import type { Handlers } from '../register-api.ts';
import { instant, instantOrNull, pageRequest, presentPage, readInstant } from './present.ts';
import { presentChannel } from './present-channel.ts';

type DeliveryHandlers = Pick<Handlers, Extract<keyof Handlers, `deliveries.${string}`>>;

export interface DeliveryUseCases {
  readonly deliveries: DeliveryService;
  readonly catchUp: CatchUp;
  readonly linkSettings: LinkSettings;
  readonly clock: Clock;
}

const MAX_CAUGHT = 50;

/** Messages on their way and those that were given up, over HTTP. */
export function deliveryHandlers(use: DeliveryUseCases): DeliveryHandlers {
  const { deliveries, catchUp, linkSettings, clock } = use;
  return {
    'deliveries.list': async ({ params, query }, context) => {
      const { state = 'dropped', channel, reason, since } = query ?? {};
      const filter = {
        state,
        channelId: channel ?? null,
        reason: reason ?? null,
        sinceMs: since === undefined ? null : readInstant(since, '/since'),
      };
      const { principal } = context.caller();
      const page = await deliveries.list(principal, params.owner, filter, pageRequest(query));
      return presentPage(page, presentDelivery);
    },
    'deliveries.replay': async ({ params, body }, context) => {
      const { principal } = context.caller();
      return { items: [...(await deliveries.replay(principal, params.owner, body.ids))] };
    },
    'deliveries.resume': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const { owner, id } = params;
      return presentChannel(await deliveries.resume(principal, owner, id, body.waiting));
    },
    'deliveries.catchUp': async ({ params, query }, context) => {
      const { after = '', limit = MAX_CAUGHT } = query ?? {};
      const { scope, id: channelId } = params;
      const { principal } = context.caller();
      const caught = await catchUp.read(principal, { scope, channelId, after, limit });
      const items = caught.items.map(({ createdAtMs, ...item }) => ({
        ...item,
        createdAt: instant(createdAtMs),
      }));
      return { ...caught, items };
    },
    'deliveries.links': async ({ params }) => presentLinks(await linkSettings.read(params.owner)),
    'deliveries.setLinks': async ({ params, body }, context) => {
      const { name } = context.caller().principal;
      return presentLinks(await linkSettings.set(params.owner, body.enabled, name, clock.nowMs()));
    },
  };
}

function presentLinks({ enabled, changedAtMs, changedBy }: LinkSetting): contract.MessageLinks {
  return { enabled, changedAt: instantOrNull(changedAtMs), changedBy };
}

function presentDelivery(record: DeliveryRecord): contract.Delivery {
  const { notification, lastAttempt, createdAtMs, finishedAtMs, digestId } = record;
  const { group, incidentId, title, severity } = notification;
  return {
    id: record.id,
    channelId: record.channelId,
    channelName: record.channelName,
    purpose: record.purpose,
    state: record.state,
    reason: record.reason,
    incidentId,
    title,
    severity,
    incidents: group === undefined ? 1 : group.alerts.length + group.truncated,
    digestId,
    attempts: record.attempts,
    createdAt: instant(createdAtMs),
    finishedAt: instantOrNull(finishedAtMs),
    lastAttempt: lastAttempt && {
      at: instant(Number(lastAttempt.at_ms)),
      status: lastAttempt.status === null ? null : Number(lastAttempt.status),
      reason: lastAttempt.reason,
      detail: lastAttempt.detail,
    },
  };
}
