import { describe, expect, it } from 'vitest';
import { lintRules } from './lint-rules.ts';
import { readRules } from './read-rules.ts';

function lines(text: string): readonly string[] {
  const read = readRules(text);
  if (read.kind !== 'read') throw new Error(read.finding.message.en);
  return lintRules(read).map(
    ({ group, rule, line, finding }) =>
      `${line} ${group}/${rule} ${finding.severity} ${finding.code}`,
  );
}

const FILE = `
groups:
  - name: acme
    rules:
      - alert: Good
        expr: sum by (job) (rate(errors_total[5m])) > 3
        for: 5m
        keep_firing_for: 5m
      - alert: Gauge
        expr: rate(disk_used_ratio[5m]) > 0.1
        for: 5m
        keep_firing_for: 5m
      - alert: Bare
        expr: sum by (job) (jobs_waiting)
        for: 5m
        keep_firing_for: 5m
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total[5m]))
`;

describe('rules of files', () => {
  it('are judged as rules of ours, with their line', () => {
    expect(lines(FILE)).toEqual([
      '9 acme/Gauge warning rates_not_aggregated',
      '9 acme/Gauge warning rate_of_gauge',
      '13 acme/Bare error missing_comparison',
    ]);
  });

  it('of LogQL too, and broken ones of both kinds', () => {
    const expr = 'count_over_time({app="shop"} |~ "error" [5m]) > 3';
    const log = { alert: 'Log', expr, for: '5m', keep_firing_for: '5m' };
    const broken = { record: 'a:b', expr: 'sum(' };
    const fileOf = (rule: object) => JSON.stringify({ groups: [{ name: 'g', rules: [rule] }] });
    expect(lines(fileOf(log)).join(' ')).toContain('g/Log warning regex_for_text');
    expect(lines(fileOf(broken))).toEqual(['1 g/a:b error syntax']);
  });
});
