import { describe, expect, it } from 'vitest';
import { incidentOf } from '../../test/support/incident-of.ts';
import { decideExpiry } from './expiry.ts';
import type { Incident } from './incident.ts';
import { IntakeReadiness } from './intake-readiness.ts';

const SEC = 1_000;
const MIN = 60_000;
const T0 = Date.parse('2026-03-01T12:00:00Z');

function incident(cluster: string, endsAtMs: number): Incident {
  return incidentOf('i1', {
    key: 'k',
    cluster,
    ruleId: null,
    levels: new Map([
      [
        'warning',
        {
          key: 'warning',
          severity: 'warning',
          rung: 1,
          state: 'firing',
          startsAtMs: T0 - 10 * MIN,
          endsAtMs,
          endsAtIsTimeout: false,
          lastSeenAtMs: T0 - MIN,
          source: cluster,
        },
      ],
    ]),
    startedAtMs: T0 - 10 * MIN,
  });
}

/** Lets time pass in steps of five seconds, as the watch does. */
function pass(readiness: IntakeReadiness, fromMs: number, toMs: number, cluster = 'east'): void {
  for (let now = fromMs; now <= toMs; now += 5 * SEC) readiness.tick(now, new Set([cluster]));
}

const at = (readiness: IntakeReadiness, endsAtMs: number, nowMs: number, cluster = 'east') => {
  const decision = decideExpiry(
    incident(cluster, endsAtMs),
    (source) => readiness.of(source),
    nowMs,
  );
  if (decision.kind === 'keep') return `keep ${decision.reason}`;
  return `expire ${decision.observations.map((one) => one.kind === 'ended' && one.reason).join()}`;
};

describe('expiry', () => {
  it('an end that has not passed', () => {
    expect(at(new IntakeReadiness(T0), T0 + 11 * MIN, T0 + 10 * MIN)).toBe('keep current');
  });

  it('after a start nothing expires for five minutes', () => {
    const readiness = new IntakeReadiness(T0);
    pass(readiness, T0, T0 + 6 * MIN);
    expect(at(readiness, T0 - 5 * MIN, T0 + 5 * MIN - 1)).toBe('keep not_ready');
    expect(at(readiness, T0 - 5 * MIN, T0 + 5 * MIN)).toBe('expire expired_source_silent');
  });

  it('a sender that talks: expired, without a word about silence', () => {
    const readiness = new IntakeReadiness(T0);
    for (let now = T0; now <= T0 + 10 * MIN; now += MIN) {
      readiness.posted('east', now);
      pass(readiness, now, now + MIN);
    }
    expect(at(readiness, T0 + 4 * MIN, T0 + 10 * MIN)).toBe('expire expired');
  });

  it('waits for twice the longest resend interval', () => {
    const readiness = new IntakeReadiness(T0);
    readiness.resent('east', T0, T0 + 10 * MIN);
    pass(readiness, T0, T0 + 20 * MIN);
    expect(at(readiness, T0, T0 + 20 * MIN - 1)).toBe('keep not_ready');
    expect(at(readiness, T0, T0 + 20 * MIN)).toMatch(/^expire/);
  });

  it('a pause of two hours of one alert, or the time we were away, does not become the window', () => {
    const readiness = new IntakeReadiness(T0);
    readiness.resent('east', T0, T0 + 120 * MIN);
    readiness.resent('east', T0 - 7 * MIN, T0);
    expect(readiness.of('east').windowMs).toBe(5 * MIN);
  });

  it('a gap of the sender begins the wait anew, for its cluster alone', () => {
    const readiness = new IntakeReadiness(T0);
    let now = T0;
    for (; now <= T0 + 10 * MIN; now += MIN) {
      readiness.posted('east', now);
      readiness.posted('west', now);
      pass(readiness, now, now + MIN);
    }
    const lastPostMs = T0 + 10 * MIN;
    pass(readiness, lastPostMs, lastPostMs + 4 * MIN);
    const gapAtMs = lastPostMs + 3 * MIN + 5 * SEC;
    expect(readiness.of('east')).toMatchObject({ readySinceMs: gapAtMs, isSilent: true });
    expect(readiness.of('west')).toMatchObject({ readySinceMs: T0, isSilent: false });
    expect(at(readiness, lastPostMs + 4 * MIN, gapAtMs + 5 * MIN - 1)).toBe('keep not_ready');
    expect(at(readiness, lastPostMs + 4 * MIN, gapAtMs + 5 * MIN)).toBe(
      'expire expired_source_silent',
    );
  });

  it('the first post after a gap begins the wait anew', () => {
    const readiness = new IntakeReadiness(T0);
    for (const minute of [0, 1, 2]) readiness.posted('east', T0 + minute * MIN);
    pass(readiness, T0, T0 + 8 * MIN);
    readiness.posted('east', T0 + 8 * MIN);
    expect(readiness.of('east')).toMatchObject({ readySinceMs: T0 + 8 * MIN, isSilent: false });
  });

  it('a refused post begins the wait anew', () => {
    const readiness = new IntakeReadiness(T0);
    pass(readiness, T0, T0 + 6 * MIN);
    readiness.refused('east', T0 + 6 * MIN);
    expect(at(readiness, T0, T0 + 7 * MIN)).toBe('keep not_ready');
  });

  it('a standstill of this process begins the wait anew for all', () => {
    const readiness = new IntakeReadiness(T0);
    pass(readiness, T0, T0 + 6 * MIN);
    readiness.posted('east', T0 + 6 * MIN);
    readiness.tick(T0 + 16 * MIN, new Set(['east']));
    expect(at(readiness, T0 + 10 * MIN, T0 + 16 * MIN)).toBe('keep not_ready');
    expect(at(readiness, T0 + 10 * MIN, T0 + 16 * MIN, 'west')).toBe('keep not_ready');
  });
});
