import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { createLogger } from '../observe/logger.ts';
import { LEASE_MS, type Member, type MemberTable } from './member.ts';
import { Membership } from './membership.ts';

const logger = createLogger({ level: 'silent', destination: { write: () => undefined } });

/** A table that all members of a test share. */
class SharedTable {
  readonly clock = new VirtualClock();
  readonly rows = new Map<string, { readonly member: Member; readonly untilMs: number }>();
  readonly listeners = new Set<() => void>();
  isAway = false;

  of(): MemberTable {
    return {
      renew: async (member) => {
        if (this.isAway) throw new Error('the database is away');
        this.rows.set(member.id, { member, untilMs: this.clock.nowMs() + LEASE_MS });
        const living = [...this.rows.values()].filter(
          ({ untilMs }) => untilMs > this.clock.nowMs(),
        );
        return living.map((row) => row.member);
      },
      leave: async (id) => void this.rows.delete(id),
      onNews: (listener) => void this.listeners.add(listener),
      close: async () => undefined,
    };
  }

  member(id: string): Membership {
    return new Membership({ table: this.of(), id, version: '1', clock: this.clock, logger });
  }
}

describe('membership', () => {
  it('knows the owner with the highest epoch, and nobody before it has joined', async () => {
    const table = new SharedTable();
    const [a, b, c] = ['a', 'b', 'c'].map((id) => table.member(id));
    if (!a || !b || !c) throw new Error('three');
    expect(a.owner()).toBeNull();
    await a.serveAsOwner(3, 'http://a');
    await b.join('http://b');
    expect(b.owner()).toMatchObject({ id: 'a', address: 'http://a', epoch: 3 });
    await c.serveAsOwner(4, 'http://c');
    await table.clock.advance(1_000);
    expect(b.owner()?.id).toBe('c');
    expect(b.living().map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    await Promise.all([a.leave(), b.leave(), c.leave()]);
    expect(table.rows.size).toBe(0);
    expect(table.clock.pendingTimers).toBe(0);
  });

  it('looks when it is told that another one has another part, and again when told while it looks', async () => {
    const table = new SharedTable();
    const b = table.member('b');
    const tell = () => {
      for (const listener of table.listeners) listener();
    };
    tell();
    expect(table.clock.pendingTimers).toBe(0);
    await b.join('http://b');
    await table.member('c').serveAsOwner(2, 'http://c');
    expect(b.owner()).toBeNull();
    tell();
    await table.clock.advance(0);
    expect(b.owner()?.id).toBe('c');
  });

  it('forgets who does not renew, and hears of the next owner at once', async () => {
    const table = new SharedTable();
    const a = table.member('a');
    const b = table.member('b');
    await a.serveAsOwner(1, 'http://a');
    await b.join('http://b');
    await a.leave();
    table.rows.set('a', {
      member: { id: 'a', address: 'http://a', version: '1', role: 'owner', epoch: 1 },
      untilMs: table.clock.nowMs() + LEASE_MS,
    });
    await table.clock.advance(LEASE_MS - 1_000);
    expect(b.owner()?.id).toBe('a');
    await table.clock.advance(2_000);
    expect(b.owner()).toBeNull();
    await table.member('c').serveAsOwner(2, 'http://c');
    await table.clock.advance(200);
    expect(b.owner()?.id).toBe('c');
    await b.leave();
  });

  it('knows nothing while its own lease is not renewed', async () => {
    const table = new SharedTable();
    const a = table.member('a');
    await a.serveAsOwner(1, 'http://a');
    table.isAway = true;
    await table.clock.advance(LEASE_MS);
    expect([a.isCurrent, a.owner(), a.living()]).toEqual([false, null, []]);
    table.isAway = false;
    await table.clock.advance(1_000);
    expect([a.isCurrent, a.owner()?.id]).toEqual([true, 'a']);
    await a.leave();
  });
});
