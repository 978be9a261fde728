import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../clock/virtual-clock.ts';
import { RepairQueue } from './repair-queue.ts';

function queue() {
  const clock = new VirtualClock();
  const startMs = clock.monotonicMs();
  const ran: string[] = [];
  const repairs = new RepairQueue(clock, (ids) => {
    ran.push(`${clock.monotonicMs() - startMs} ${ids.join(' ')}`);
  });
  return { clock, ran, repairs };
}

describe('a queue of repairs', () => {
  it('runs at once, together what comes together, and each only once', async () => {
    const { clock, ran, repairs } = queue();
    for (const id of ['a', 'b', 'a']) repairs.add(id);
    await clock.advance(10_000);
    expect(ran).toEqual(['0 a b']);
  });

  it('runs later and later for the same object, and not for another', async () => {
    const { clock, ran, repairs } = queue();
    for (let round = 0; round < 6; round += 1) {
      repairs.add('a');
      await clock.advance(round < 3 ? 0 : 10_000);
    }
    repairs.add('b');
    await clock.advance(0);
    expect(ran).toEqual(['0 a', '0 a', '0 a', '1000 a', '12000 a', '24000 a', '30000 b']);
  });

  it('waits after a failure, at most a minute, and forgets after ten', async () => {
    const { clock, ran, repairs } = queue();
    repairs.add('a', true);
    await clock.advance(1_000);
    for (let round = 0; round < 12; round += 1) {
      repairs.add('a', true);
      await clock.advance(60_000);
    }
    const lately = ran.slice(-2).map((line) => Number(line.split(' ')[0]));
    expect([ran[0], (lately[1] ?? 0) - (lately[0] ?? 0)]).toEqual(['1000 a', 60_000]);
    await clock.advance(600_000);
    const nowMs = clock.monotonicMs();
    repairs.add('a');
    await clock.advance(0);
    expect(clock.monotonicMs()).toBe(nowMs);
    expect(ran).toHaveLength(14);
  });

  it('does not repair what is fine again, or not wanted, or anything when it is closed', async () => {
    const { clock, ran, repairs } = queue();
    for (const id of ['fine', 'unwanted', 'wanted']) repairs.add(id, true);
    repairs.delete('fine');
    repairs.keep((id) => id !== 'unwanted');
    await clock.advance(5_000);
    expect(ran).toEqual(['1000 wanted']);
    repairs.add('late');
    repairs.close();
    await clock.advance(5_000);
    expect(ran).toHaveLength(1);
  });
});
