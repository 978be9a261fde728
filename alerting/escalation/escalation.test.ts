import { describe, expect, it } from 'vitest';
import type { Held } from '../holding/hold.ts';
import { firstEscalation, judgeEscalation } from './escalation.ts';

const MIN = 60_000;
const STEPS = [
  { afterMs: 10 * MIN, channels: ['second'] },
  { afterMs: 30 * MIN, channels: ['third', 'fourth'] },
];
const acknowledged: Held = { reason: 'acknowledged', detail: null, untilMs: 15 * MIN };

describe('what becomes of an escalation that is due', () => {
  const cases: readonly (readonly [string, number, Held | null, Held['reason'] | null, string])[] =
    [
      ['nobody has taken it on', 0, null, null, 'second; step 1 at 30'],
      ['the last step', 1, null, null, 'third fourth; the last'],
      ['a step that the policy no longer has', 2, null, null, 'end'],
      ['acknowledged', 0, acknowledged, null, 'acknowledged; step 0 at 15'],
      [
        'acknowledged, as the timeline knows',
        0,
        acknowledged,
        'acknowledged',
        'null; step 0 at 15',
      ],
      [
        'nothing holds it any more: people have just been told',
        0,
        null,
        'silenced',
        'null; step 0 at 20',
      ],
      ['of a later step the pause counts', 1, null, 'acknowledged', 'null; step 1 at 30'],
      ['kept back for ever', 0, { ...acknowledged, untilMs: null }, null, 'end'],
    ];
  it.each(cases)('%s', (_name, step, held, heldBy, expected) => {
    const clock = { incidentId: 'i', incidentKey: 'k', step, heldBy, dueAtMs: 10 * MIN };
    const decision = judgeEscalation(clock, STEPS, held, 10 * MIN);
    const at = (next: { step: number; dueAtMs: number }) =>
      `step ${next.step} at ${next.dueAtMs / MIN}`;
    switch (decision.kind) {
      case 'end':
        return expect('end').toBe(expected);
      case 'later':
        return expect(`${decision.reason}; ${at(decision.clock)}`).toBe(expected);
      case 'send': {
        const next = decision.next ? at(decision.next) : 'the last';
        return expect(`${decision.channels.join(' ')}; ${next}`).toBe(expected);
      }
    }
  });

  it('begins with the first step, if there is one', () => {
    expect(firstEscalation({ id: 'i', key: 'k' }, STEPS, MIN)?.dueAtMs).toBe(11 * MIN);
    expect(firstEscalation({ id: 'i', key: 'k' }, [], MIN)).toBeNull();
  });
});
