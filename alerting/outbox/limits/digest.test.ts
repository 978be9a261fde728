import { isValid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { createRandomFraction } from '../../../platform/ids/random-fraction.ts';
import { createUlidSource } from '../../../platform/ids/ulid.ts';
import type { Notification } from '../../notify/notification.ts';
import { digestOf } from './digest.ts';

const said = (incidentId: string, owner: string): Notification => ({
  ...{ purpose: 'firing', incidentId, ruleId: null, title: 't', status: 'firing', owner },
  ...{ severity: 'warning', previousSeverity: null, cluster: 'c', namespace: null },
  ...{ project: null, environment: null, labels: {}, annotations: {}, levels: [] },
  ...{ startedAtMs: 0, resolvedAtMs: null, resolveReason: null, isTest: false, occurredAtMs: 0 },
});

describe('the id of a digest', () => {
  it('is between its last message and what was queued later in the same millisecond', () => {
    const next = createUlidSource(new VirtualClock(1_770_000_000_000), createRandomFraction());
    for (const owner of ['acme', 'globex']) {
      for (let time = 0; time < 100; time += 1) {
        const ids = [next(), next(), next()] as const;
        const later = next();
        const parts = ids.map((id) => ({ id, notification: said(id, owner) }));
        const { id } = digestOf(parts, { id: 'ch', owner, name: 'n' }, ['warning'], 1);
        expect(isValid(id)).toBe(true);
        expect(id > ids[2] && id < later).toBe(true);
      }
    }
  });
});
