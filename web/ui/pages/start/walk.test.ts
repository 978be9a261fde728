import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../contract/incidents.ts';
import { readWalk, type WalkFacts, wasDelivered } from './walk.ts';

const NOTHING: WalkFacts = {
  hasData: false,
  hasLines: false,
  hasChannel: false,
  hasFired: false,
  wasTold: false,
};

describe('the first steps', () => {
  it.each<[string, Partial<WalkFacts>, string, number]>([
    ['nothing yet', {}, '>data logs channel rule incident', 0],
    ['nothing known yet', { hasData: undefined }, '>data? logs channel rule incident', 0],
    ['data', { hasData: true }, 'data! >logs channel rule incident', 1],
    [
      'a channel before there are lines',
      { hasData: true, hasChannel: true },
      'data! >logs channel! rule incident',
      2,
    ],
    [
      'it fired and nobody was told',
      { hasData: true, hasLines: true, hasFired: true },
      'data! logs! >channel rule! incident',
      3,
    ],
    [
      'no store of logs, and a channel to be made',
      { hasData: true, hasLines: 'failed' },
      'data! logsx >channel rule incident',
      1,
    ],
    [
      'no store of logs, but everything else',
      { hasData: true, hasLines: 'failed', hasChannel: true, hasFired: true, wasTold: true },
      'data! logsx channel! rule! incident! complete',
      4,
    ],
    [
      'all',
      { hasData: true, hasLines: true, hasChannel: true, hasFired: true, wasTold: true },
      'data! logs! channel! rule! incident! complete',
      5,
    ],
  ])('%s', (_, facts, expected, done) => {
    const walk = readWalk({ ...NOTHING, ...facts });
    const marks = { unknown: '?', open: '', done: '!', failed: 'x' };
    const text = walk.steps.map(
      ({ name, state, isCurrent }) => `${isCurrent ? '>' : ''}${name}${marks[state]}`,
    );
    const end = walk.isComplete ? ['complete'] : [];
    expect([[...text, ...end].join(' '), walk.done]).toEqual([expected, done]);
  });

  it('counts only what a channel took', () => {
    const event = (kind: IncidentEvent['kind']): IncidentEvent => ({
      position: 1,
      incidentId: 'a',
      at: '2026-11-20T09:00:00.000Z',
      kind,
      severity: null,
      channelId: null,
      channelName: null,
      deliveryId: null,
      reason: null,
      detail: null,
      author: null,
    });
    expect(wasDelivered([event('fired'), event('notification_queued')])).toBe(false);
    expect(wasDelivered([event('delivery_failed'), event('delivery_dropped')])).toBe(false);
    expect(wasDelivered([event('delivery_failed'), event('delivery_succeeded')])).toBe(true);
  });
});
