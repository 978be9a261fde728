import { describe, expect, it } from 'vitest';
import { lintTemplate } from './lint-template.ts';
import type { RuleTemplate } from './rule-template.ts';
import { findRuleTemplate } from './rule-templates.ts';

const found = findRuleTemplate('middlewires.redis.redisKeys');
if (found === undefined) throw new Error('the template to change is gone');
const BASE: RuleTemplate = found;

const F = 'namespace=~"$namespace",service=~"$service",db=~"$db"';
const query = (promql: string): Partial<RuleTemplate> => ({
  promql: promql.replaceAll('$f', F),
  windowMs: promql.includes('$window') ? 300_000 : null,
});
const level = (severity: string, threshold: number) => ({ severity, threshold });

const codes = (change: Partial<RuleTemplate>): readonly string[] =>
  lintTemplate({ ...BASE, ...change }).map(({ code }) => code);

describe('the lint of rule templates', () => {
  it('is content with a sound one', () => {
    expect(codes(query('sum by ($by) (redis_db_keys{$f})'))).toEqual([]);
    expect(codes(query('sum by ($by) (rate(redis_commands_total{$f}[$window]))'))).toEqual([]);
    expect(codes(query('count by ($by) (redis_commands_total{$f})'))).toEqual([]);
  });

  it.each<[string, Partial<RuleTemplate>, readonly string[]]>([
    ['no PromQL', query('sum by ($by) (redis_db_keys{$f}'), ['syntax']],
    [
      '$window in a text',
      query('sum by ($by) (redis_db_keys{$f,x="$window"})'),
      ['placeholder_misplaced'],
    ],
    [
      '$by in a comment',
      query('sum by ($by) (redis_db_keys{$f}) # $by'),
      ['placeholder_misplaced'],
    ],
    [
      '$window as an offset',
      query('sum by ($by) (redis_db_keys{$f} offset $window)'),
      ['placeholder_misplaced'],
    ],
    ['what stands for $by', query('sum by (_b_) (redis_db_keys{$f})'), ['reserved_text']],
    [
      'a label that is not declared',
      query('sum by ($by) (redis_db_keys{$f,pod=~"$pod"})'),
      ['unknown_placeholder'],
    ],
    [
      'a placeholder that is not one',
      query('sum by ($by) (redis_db_keys{$f,pod="$pod"})'),
      ['unknown_placeholder'],
    ],
    ['a range vector', query('redis_db_keys{$f}[$window]'), ['not_a_vector']],
    ['a number', query('1'), ['not_a_vector']],
    ['no aggregation', query('redis_db_keys{$f}'), ['labels_unknown']],
    ['other labels', query('sum by (namespace, service) (redis_db_keys{$f})'), ['labels_differ']],
    [
      'a namespace that gets lost',
      {
        ...query('sum by ($by) (redis_db_keys{service=~"$service"})'),
        labels: [{ name: 'service', group: 'default', filter: true }],
      },
      ['namespace_lost'],
    ],
    [
      'a namespace that may get lost',
      { labels: BASE.labels.map((label) => ({ ...label, group: 'default' })) },
      ['namespace_lost'],
    ],
    [
      'a filter in the numerator only',
      query('sum by ($by) (redis_db_keys_expiring{$f}) / (sum by ($by) (redis_db_keys) > 0)'),
      ['filter_ignored', 'filter_ignored', 'filter_ignored'],
    ],
    ['a selector without a name', query('sum by ($by) ({$f,job="x"})'), ['metric_unnamed']],
    ['a metric that nobody has', query('sum by ($by) (redis_db_kyes{$f})'), ['metric_unknown']],
    ['a metric of something else', query('sum by ($by) (up{$f})'), ['metric_foreign']],
    ['a counter as it is', query('sum by ($by) (redis_commands_total{$f})'), ['counter_read_raw']],
    [
      'a rate of a gauge',
      query('sum by ($by) (rate(redis_db_keys{$f}[$window]))'),
      ['rate_of_gauge'],
    ],
    [
      'a rate of a sum',
      query('rate(sum by ($by) (redis_db_keys{$f})[$window:30s])'),
      ['rate_of_sum'],
    ],
    [
      'a mean of ratios',
      query('avg by ($by) (redis_db_keys_expiring{$f} / (redis_db_keys{$f} > 0))'),
      ['mean_of_ratios'],
    ],
    [
      'a division by nothing',
      query('sum by ($by) (redis_db_keys_expiring{$f}) / sum by ($by) (redis_db_keys{$f})'),
      ['division_unguarded'],
    ],
    [
      'a short range',
      query('sum by ($by) (rate(redis_commands_total{$f}[1m]))'),
      ['range_too_short'],
    ],
    [
      'a comparison at the end',
      query('sum by ($by) (redis_db_keys{$f}) > 5'),
      ['compares_already'],
    ],
    [
      'a join that a cluster label breaks',
      query('sum by ($by) (redis_db_keys{$f} * ignoring (x) redis_db_keys{$f})'),
      ['joins_ignoring'],
    ],
    [
      'a label that is joined by and copied',
      {
        ...query(
          'sum by ($by) (redis_db_keys{$f}) * on ($by) group_left (db) max by ($by) (redis_db_keys{$f})',
        ),
        labels: BASE.labels.map((label) => ({ ...label, group: 'always' })),
      },
      ['unusable'],
    ],
    ['a missing text', { advice: { en: 'Do it.', zh: ' ' } }, ['text_missing']],
    [
      'a label twice',
      { labels: [...BASE.labels, ...BASE.labels.slice(0, 1)] },
      ['label_repeated', 'labels_differ'],
    ],
    ['no level', { levels: [] }, ['levels_missing']],
    ['a severity that is none', { levels: [level('urgent', 5)] }, ['severity_unknown']],
    [
      'the milder level first',
      { levels: [level('warning', 9), level('critical', 5)] },
      ['levels_disordered'],
    ],
    [
      'one severity twice',
      { levels: [level('warning', 9), level('warning', 5)] },
      ['levels_disordered'],
    ],
    [
      'thresholds the wrong way',
      { levels: [level('critical', 5), level('warning', 9)] },
      ['thresholds_disordered'],
    ],
    [
      'thresholds the wrong way below',
      { operator: '<', levels: [level('critical', 9), level('warning', 5)] },
      ['thresholds_disordered'],
    ],
    [
      'several levels of an equality',
      { operator: '==', levels: [level('critical', 5), level('warning', 9)] },
      ['operator_single'],
    ],
    [
      'a threshold that is never reached',
      { operator: '<', levels: [level('critical', 0)] },
      ['threshold_out_of_range'],
    ],
    ['a "for" of two days', { forMs: 2 * 86_400_000 }, ['for_out_of_range']],
    ['a window that is not used', { windowMs: 300_000 }, ['window_out_of_place']],
    [
      'a missing window',
      { ...query('sum by ($by) (rate(redis_commands_total{$f}[$window]))'), windowMs: null },
      ['window_out_of_place'],
    ],
    [
      'a default filter that is none',
      { filters: [{ label: 'pod', op: '=', value: 'x' }] },
      ['default_filter_unknown'],
    ],
    ['another id', { id: 'middlewires.redis.other' }, ['id_mismatch']],
  ])('finds %s', (_name, change, expected) => {
    expect(codes(change)).toEqual(expected);
  });

  it('explains in both languages, with what it is about', () => {
    const [finding] = lintTemplate({
      ...BASE,
      ...query('sum by ($by) (redis_commands_total{$f})'),
    });
    expect(finding).toEqual({
      code: 'counter_read_raw',
      severity: 'warning',
      path: '/promql',
      message: {
        en: 'redis_commands_total only ever grows; a threshold on it fires once and for all. Use rate() or increase().',
        zh: 'redis_commands_total 是只增不减的计数器，对其设阈值会一直触发。请使用 rate() 或 increase()。',
      },
    });
  });

  it('leaves nothing open in its texts', () => {
    const findings = lintTemplate({
      ...BASE,
      operator: '<',
      levels: [level('critical', 9), level('urgent', -5)],
      filters: [{ label: 'pod', op: '=', value: 'x' }],
    });
    expect(findings.length).toBeGreaterThan(2);
    const open = findings.filter(({ message }) => /\{[a-zA-Z]+\}/.test(message.en + message.zh));
    expect(open).toEqual([]);
  });

  it("judges severities by the tenant's ladder", () => {
    const change = { ...BASE, levels: [level('p1', 9), level('p2', 5)] };
    expect(lintTemplate(change, ['p1', 'p2'])).toEqual([]);
  });
});
