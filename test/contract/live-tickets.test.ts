import { beforeEach, expect, it } from 'vitest';
import { LiveTickets, type TicketHolder } from '../../alerting/live/live-tickets.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { NOTIFY_MIGRATIONS } from '../support/notify-world.ts';

const holder: TicketHolder = {
  credential: { kind: 'session', hash: 'h'.repeat(64) },
  principalId: 'ann',
  owner: 'acme',
};

describeOnBothStates('tickets of live sockets', (states) => {
  const clock = new VirtualClock();
  let tickets: LiveTickets;
  beforeEach(async () => {
    tickets = new LiveTickets({ state: await states.open(NOTIFY_MIGRATIONS), clock });
  });

  it('opens once, as whoever asked', async () => {
    const { ticket, expiresAtMs } = await tickets.issue(holder);
    expect(expiresAtMs - clock.nowMs()).toBe(30_000);
    expect(await tickets.redeem(ticket, 'acme')).toEqual(holder);
    await expect(tickets.redeem(ticket, 'acme')).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  it('of many attempts at once one succeeds', async () => {
    const { ticket } = await tickets.issue(holder);
    const attempts = Array.from({ length: 20 }, () => tickets.redeem(ticket, 'acme'));
    const settled = await Promise.allSettled(attempts);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is of no use for another owner, and used up by the attempt', async () => {
    const { ticket } = await tickets.issue(holder);
    const refused = { kind: 'unauthenticated' };
    await expect(tickets.redeem(ticket, 'globex')).rejects.toMatchObject(refused);
    await expect(tickets.redeem(ticket, 'acme')).rejects.toMatchObject(refused);
    await expect(tickets.redeem('made up', 'acme')).rejects.toMatchObject(refused);
  });

  it('lives for half a minute', async () => {
    const { ticket } = await tickets.issue(holder);
    await clock.advance(30_000);
    await expect(tickets.redeem(ticket, 'acme')).rejects.toMatchObject({ kind: 'unauthenticated' });
  });
});
