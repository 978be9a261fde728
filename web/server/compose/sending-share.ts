import { CarriedAddresses, MessageCarrier } from '../../../alerting/carriers/message-carrier.ts';
import { serviceKinds } from '../../../alerting/notify/create-kinds.ts';
import { publicDestinations } from '../../../alerting/notify/webhook/public-destination.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import type { Metrics } from '../../../platform/observe/metrics.ts';
import { outboundMetrics } from '../../../platform/outbound/outbound-metrics.ts';
import type { MemberSeat } from '../members/member-seat.ts';
import { answerSends } from '../members/send-calls.ts';
import { composeGraphAddresses } from './board-links.ts';
import type { Ground } from './floor.ts';
import { composeTenantOutbound } from './tenant-outbound.ts';

export interface SendingShareOptions {
  readonly ground: Ground;
  readonly seat: Pick<MemberSeat, 'calls' | 'program'>;
  /** Of the process while it stands by. */
  readonly metrics: Metrics;
}

/** The messages that a process exchanges with receivers for the owner while it stands by. */
export function composeSendingShare({ ground, seat, metrics }: SendingShareOptions): Service {
  const { clock, secrets } = ground;
  const addresses = new CarriedAddresses();
  const outbound = composeTenantOutbound(ground, addresses, outboundMetrics(metrics));
  const pictureLinks = composeGraphAddresses(ground);
  const parts = { outbound, isPublic: publicDestinations(), clock, pictureLinks };
  const carrier = new MessageCarrier(serviceKinds(parts), secrets, addresses);
  const sent = metrics.counter({
    name: 'tocsin_member_messages_sent_total',
    help: 'Messages that this process has exchanged with their receivers for the owner of the database.',
  });
  const underWay = new Set<Promise<unknown>>();
  const ending = new AbortController();
  let isOpen = false;
  answerSends(seat.calls, seat.program, async (message, signal) => {
    if (!isOpen) throw new AppError('unavailable', 'this process takes no messages now');
    const sending = carrier.carry(message, AbortSignal.any([signal, ending.signal]));
    underWay.add(sending);
    try {
      const outcome = await sending;
      sent.inc({});
      return outcome;
    } finally {
      underWay.delete(sending);
    }
  });
  return {
    name: 'sending',
    start: async () => {
      isOpen = true;
    },
    drain: async (signal) => {
      isOpen = false;
      const end = () => ending.abort(signal.reason);
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true });
      await Promise.allSettled(underWay);
      signal.removeEventListener('abort', end);
    },
    stop: async () => {
      isOpen = false;
      ending.abort(new Error('this process carries no messages any more'));
    },
  };
}
