import type { Membership } from '../../../platform/members/membership.ts';
import type { Metrics } from '../../../platform/observe/metrics.ts';

/** What is counted of requests that a member passes on to the owner. */
export interface ForwardMetrics {
  forwarded(outcome: 'answered' | 'no_owner' | 'broken'): void;
}

export function createForwardMetrics(metrics: Metrics): ForwardMetrics {
  const requests = metrics.counter({
    name: 'tocsin_member_forwarded_total',
    help: 'Requests that this member passed on to the owner of the database, by what became of them.',
    labels: { outcome: ['answered', 'no_owner', 'broken'] },
  });
  return { forwarded: (outcome) => requests.inc({ outcome }) };
}

/** What is counted of messages that members carry for the owner. */
export interface CarriedMetrics {
  carried(outcome: 'answered' | 'untouched' | 'lost'): void;
}

export function createCarriedMetrics(metrics: Metrics): CarriedMetrics {
  const messages = metrics.counter({
    name: 'tocsin_member_messages_total',
    help: 'Messages that other members were given to exchange with their receivers: answered, untouched (sent from here), or lost (tried again).',
    labels: { outcome: ['answered', 'untouched', 'lost'] },
  });
  return { carried: (outcome) => messages.inc({ outcome }) };
}

/** Who is there, as this process sees it. */
export function exposeMembership(metrics: Metrics, membership: Membership): void {
  metrics.gauge({
    name: 'tocsin_member_owner',
    help: 'Whether this process is the owner of the database: 1, or 0 for one that passes on to it.',
    collect: (gauge) => gauge.set({}, membership.own.role === 'owner' ? 1 : 0),
  });
  metrics.gauge({
    name: 'tocsin_member_epoch',
    help: 'Counts the owners that the database has had, as of the one that serves; 0: none does.',
    acrossProcesses: 'max',
    collect: (gauge) => gauge.set({}, membership.owner()?.epoch ?? 0),
  });
  metrics.gauge({
    name: 'tocsin_members_living',
    help: 'Processes on the database whose lease has not run out; 0 while that is not known.',
    acrossProcesses: 'max',
    collect: (gauge) => gauge.set({}, membership.living().length),
  });
}
