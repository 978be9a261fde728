import { describe, expect, it } from 'vitest';
import { analyse, type Measured } from './analytics.ts';
import { csvLine } from './export-incidents.ts';

const HOUR_MS = 3_600_000;
const TO_MS = 100 * HOUR_MS;

const measured = (id: string, changes: Partial<Measured> = {}): Measured => ({
  id,
  key: `key ${id}`,
  title: 'Disk',
  ruleId: 'disk',
  severity: 'critical',
  startedAtMs: TO_MS - HOUR_MS,
  resolvedAtMs: null,
  acknowledgedAtMs: null,
  ...changes,
});

describe('figures of a period', () => {
  const at = TO_MS - HOUR_MS;
  const period = [
    measured('1', { resolvedAtMs: at + 1_000, acknowledgedAtMs: at + 200, key: 'a' }),
    measured('2', { resolvedAtMs: at + 3_000, acknowledgedAtMs: at + 400, key: 'a' }),
    measured('3', { resolvedAtMs: at + 8_000, key: 'a', title: 'Disk, renamed' }),
    measured('4', { ruleId: null, title: 'Foreign', startedAtMs: TO_MS - 30 * HOUR_MS }),
    measured('5', { ruleId: 'queue', title: 'Queue', severity: 'info' }),
  ];
  const figures = analyse({
    period,
    before: [measured('0')],
    open: [measured('5'), measured('4', { startedAtMs: 5 })],
    toMs: TO_MS,
    nowMs: TO_MS + HOUR_MS,
  });

  it('times to acknowledge and to resolve, beside the period before', () => {
    expect(figures.period).toEqual({
      incidents: 5,
      resolved: 3,
      acknowledged: 2,
      toAcknowledge: { count: 2, meanMs: 300, medianMs: 200, p90Ms: 400 },
      toResolve: { count: 3, meanMs: 4_000, medianMs: 3_000, p90Ms: 8_000 },
    });
    expect(figures.before).toMatchObject({ incidents: 1, toResolve: { meanMs: null } });
  });

  it('noisiest, flapping, longest open', () => {
    expect(figures.noisiest[0]).toEqual({
      ruleId: 'disk',
      title: 'Disk, renamed',
      count: 3,
      firingMs: 12_000,
    });
    expect(figures.flapping).toEqual([
      { latestId: '3', title: 'Disk, renamed', ruleId: 'disk', times: 3 },
    ]);
    expect(figures.longestOpen.map(({ id }) => id)).toEqual(['4', '5']);
  });

  it('a strip of the last 24 hours', () => {
    expect(figures.strip).toHaveLength(24);
    expect(Object.fromEntries(figures.strip[23]?.bySeverity ?? [])).toEqual({
      critical: 3,
      info: 1,
    });
    const all = figures.strip.flatMap(({ bySeverity }) => [...bySeverity.values()]);
    expect(all.reduce((sum, each) => sum + each, 0)).toBe(4);
  });
});

describe('CSV', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"\n', '"say ""x""\n"'],
    ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['  =1', "'  =1"],
    ['|calc', "'|calc"],
    ['1+1', '1+1'],
    [null, ''],
    [-7, '-7'],
  ])('%j is written %j', (value, expected) => {
    expect(csvLine([value])).toBe(`${expected}\r\n`);
  });
});
