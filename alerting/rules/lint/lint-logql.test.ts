import { describe, expect, it } from 'vitest';
import { type LogForm, renderLogForm } from '../../../queries/templates/log-form.ts';
import type { RuleContent } from '../rule-draft.ts';
import type { LintContext } from './lint-context.ts';
import { ACME, content, GLOBEX, level } from './lint-fixture.ts';
import { lintRule } from './lint-rule.ts';
import type { LintCode } from './lint-texts.data.ts';

function codes(
  expression: string,
  changes: Partial<RuleContent> = {},
  context: LintContext = ACME,
): readonly string[] {
  const rule = content({ language: 'logql', expression, ...changes });
  return lintRule(rule, context).map(({ code }) => code);
}

const of = (pipeline: string, by = 'namespace'): string =>
  `sum by (${by}) (count_over_time(${pipeline} [5m]))`;
const unwrapped = (end: string): string =>
  `max_over_time({app="shop"} | json | unwrap took${end} [5m]) by (namespace)`;

const WITH_THRESHOLD: readonly (readonly [LintCode, string, string])[] = [
  ['syntax', 'sum(count_over_time({app="shop"}[5m])', of('{app="shop"} |= "error"')],
  ['gives_lines', '{app="shop"} |= "error"', of('{app="shop"} |= "error"')],
  ['reads_nothing', 'vector(1)', of('{app="shop"}')],
  ['compares_already', `${of('{app="shop"}')} > 3`, `${of('{app="shop"}')} > bool 3`],
  ['never_fires', `${of('{app="shop"}')} < 3`, `${of('{app="shop"}')} > 3`],
  ['tenancy_dropped', of('{app="shop"}', 'app'), of('{app="shop"}', 'app, namespace')],
  ['tenancy_dropped', 'sum(rate({app="shop"}[5m]))', 'sum(rate({app="shop", namespace="x"}[5m]))'],
  [
    'tenancy_dropped',
    of('{app="shop"}').replace('by', 'without'),
    of('{app="shop"}', 'pod').replace('by', 'without'),
  ],
  [
    'tenancy_dropped',
    'count_over_time({app="shop"} | drop namespace [5m])',
    'count_over_time({app="shop"} | drop pod [5m])',
  ],
  [
    'tenancy_dropped',
    'count_over_time({app="shop"} | keep pod [5m])',
    'count_over_time({app="shop"} | keep pod, namespace [5m])',
  ],
  ['no_line_filter', of('{namespace="x"}'), of('{namespace="x"} |= "error"')],
  ['no_line_filter', of('{namespace=~".+", app=~".+"}'), of('{namespace=~".+", app="shop"}')],
  ['regex_for_text', of('{app="shop"} |~ "error"'), of('{app="shop"} |= "error"')],
  ['regex_for_text', of('{app="shop"} !~ "ok"'), of('{app="shop"} !~ "o.k"')],
  ['range_below_interval', of('{app="shop"}').replace('5m', '30s'), of('{app="shop"}')],
  [
    'log_range_long',
    of('{app="shop"}').replace('5m', '2h'),
    of('{app="shop"}').replace('5m', '1h'),
  ],
  ['unwrap_errors', unwrapped(''), unwrapped(' | __error__=""')],
  ['unbounded_grouping', of('{app="shop"} | json', 'namespace, trace_id'), of('{app="shop"}')],
  [
    'fields_not_aggregated',
    'count_over_time({app="shop"} | json [5m])',
    of('{app="shop"} | json', 'namespace'),
  ],
  [
    'fields_not_aggregated',
    'count_over_time({app="shop"} | logfmt [5m])',
    'count_over_time({app="shop"} | logfmt level [5m])',
  ],
  ['topk_in_rule', `topk(3, ${of('{app="shop"}')})`, `max(${of('{app="shop"}')})`],
];

describe('LogQL, beside a threshold', () => {
  it.each(WITH_THRESHOLD)('%s: %s, not %s', (code, has, hasNot) => {
    expect(codes(has)).toContain(code);
    expect(codes(hasNot)).not.toContain(code);
  });
});

describe('LogQL that compares by itself', () => {
  const counted = of('{app="shop"}');
  it.each([
    ['always_fires', '1 + 1', `${counted} > 3`],
    ['missing_comparison', counted, `${counted} > 3`],
    ['missing_comparison', `${counted} or ${counted}`, `${counted} unless ${counted}`],
    ['bool_always_fires', `${counted} > bool 3`, `${counted} > 3`],
    ['zero_never_seen', `${counted} < 1`, `${counted} < 2`],
    ['zero_never_seen', `${counted} == 0`, 'absent_over_time({app="shop"}[5m])'],
    ['absent_pattern', 'absent_over_time({app=~"a.*"}[5m])', 'absent_over_time({app="shop"}[5m])'],
  ] as const)('%s: %s, not %s', (code, has, hasNot) => {
    const levels = [level({ condition: null })];
    expect(codes(has, { levels })).toContain(code);
    expect(codes(hasNot, { levels })).not.toContain(code);
  });
});

describe('rules on logs', () => {
  it('know thresholds that no count reaches, and the labels of each tenant', () => {
    const levels = [level({ condition: { operator: '>=', threshold: 0 } })];
    expect(codes(of('{app="shop"}'), { levels })).toEqual(['threshold_out_of_range']);
    expect(codes(of('{app="shop"}'))).toEqual([]);
    expect(codes(of('{app="shop"}'), {}, GLOBEX)).toEqual(['tenancy_dropped']);
  });

  it('point into the form they were made by', () => {
    const form: LogForm = {
      streams: [{ label: 'namespace', op: '=~', value: 'shop-.*' }],
      lines: [],
      parser: 'none',
      fields: [],
      windowMs: 30_000,
      groupBy: [],
    };
    const rendered = renderLogForm(form);
    if (rendered.kind === 'refused') throw new Error('the form is refused');
    const rule = content({
      language: 'logql',
      source: { kind: 'log_form', form },
      expression: rendered.logql,
    });
    const found = lintRule(rule, ACME).map(({ code, path }) => `${code} ${path}`);
    expect(found).toEqual([
      'no_line_filter /source/form/lines',
      'range_below_interval /source/form/windowMs',
      'tenancy_dropped /source/form/groupBy',
    ]);
  });

  it('suggest the text filter that does the same', () => {
    const rule = content({ language: 'logql', expression: of('{app="shop"} |~ `a"b`') });
    expect(lintRule(rule, ACME)[0]).toMatchObject({
      code: 'regex_for_text',
      suggestion: '|= "a\\"b"',
    });
  });
});
