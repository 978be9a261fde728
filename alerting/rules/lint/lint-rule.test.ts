import { describe, expect, it } from 'vitest';
import { renderTemplate } from '../../../queries/templates/rules/render-template.ts';
import type { RuleTemplate } from '../../../queries/templates/rules/rule-template.ts';
import { RULE_TEMPLATES } from '../../../queries/templates/rules/rule-templates.ts';
import { RESOURCES } from '../../../queries/templates/rules/template-resources.data.ts';
import type { RuleContent } from '../rule-draft.ts';
import { keptOf } from '../rule-source.ts';
import type { LintContext } from './lint-context.ts';
import { ACME, content, GLOBEX, level, node } from './lint-fixture.ts';
import { lintRule } from './lint-rule.ts';
import type { LintCode } from './lint-texts.data.ts';

const codes = (rule: RuleContent, context: LintContext = ACME): readonly string[] =>
  lintRule(rule, context).map(({ code }) => code);

const above = (severity: string, threshold: number, forMs = 300_000) =>
  level({ severity, condition: { operator: '>', threshold }, forMs });
const below = (severity: string, threshold: number) =>
  level({ severity, condition: { operator: '<', threshold } });

const SHORT = 'sum by (namespace) (rate(a_total[2m]))';

const CASES: readonly (readonly [LintCode, string, Partial<RuleContent>, Partial<RuleContent>])[] =
  [
    [
      'thresholds_disordered',
      'critical below warning',
      { levels: [above('critical', 5), above('warning', 9)] },
      { levels: [above('critical', 9), above('warning', 5)] },
    ],
    [
      'thresholds_disordered',
      'the same for as long',
      { levels: [above('critical', 5), above('warning', 5)] },
      { levels: [above('critical', 5, 900_000), above('warning', 5)] },
    ],
    [
      'thresholds_disordered',
      'upside down',
      { levels: [below('critical', 9), below('warning', 5)] },
      { levels: [below('critical', 5), below('warning', 9)] },
    ],
    [
      'operators_mixed',
      'above and below',
      { levels: [above('critical', 9), below('warning', 5)] },
      { levels: [above('critical', 9), above('warning', 5)] },
    ],
    [
      'for_below_interval',
      'for of 30 s',
      { levels: [level({ forMs: 30_000 })] },
      { levels: [level({ forMs: 60_000 })] },
    ],
    [
      'flapping',
      'at once on two minutes',
      { expression: SHORT, levels: [level({ forMs: 0, keepFiringForMs: 0 })] },
      { levels: [level({ forMs: 0, keepFiringForMs: 0 })] },
    ],
    [
      'keep_firing_missing',
      'at once',
      { levels: [level({ forMs: 0, keepFiringForMs: 0 })] },
      { levels: [level({ forMs: 0 })] },
    ],
    [
      'label_not_kept',
      'a pod that is summed away',
      { annotations: new Map([['summary', '{{ $labels.pod }} fails']]) },
      { annotations: new Map([['summary', '{{ $labels.namespace }} fails']]) },
    ],
    [
      'label_not_kept',
      'by index',
      { annotations: new Map([['summary', '{{ index $labels "pod" }}']]) },
      { annotations: new Map([['summary', '{{ index .Labels "namespace" }} {{ $value }}']]) },
    ],
    [
      'value_in_label',
      'the value',
      { labels: new Map([['load', '{{ $value }}']]) },
      { labels: new Map([['load', '{{ $labels.namespace }}']]) },
    ],
  ];

describe('rules', () => {
  it('without a finding', () => {
    expect(codes(content())).toEqual([]);
  });

  it.each(CASES)('%s: %s', (code, _name, has, hasNot) => {
    expect(codes(content(has))).toContain(code);
    expect(codes(content(hasNot))).not.toContain(code);
  });

  it('of one name are told apart by scope, cluster and owner', () => {
    const scope = (tenant: string, environment: string | null, cluster: string | null = null) =>
      ({ kind: 'node', node: node(tenant, 'shop', environment), cluster }) as const;
    const beside = (other: ReturnType<typeof scope>, id = 'R2', name = 'Errors'): LintContext => ({
      ...ACME,
      otherRules: [{ id, name, scope: other }],
    });
    const rule = content({ scope: scope('acme', 'prod', 'eu') });
    expect(codes(rule, beside(scope('acme', null)))).toEqual(['name_repeated']);
    expect(codes(rule, beside(scope('acme', 'prod', 'eu')))).toEqual(['name_repeated']);
    expect(codes(rule, beside(scope('acme', 'prod', 'eu'), 'R1'))).toEqual([]);
    expect(codes(rule, beside(scope('acme', 'prod', 'eu'), 'R2', 'errors'))).toEqual([]);
    expect(codes(rule, beside(scope('acme', 'prod', 'us')))).toEqual([]);
    expect(codes(rule, beside(scope('acme', 'test')))).toEqual([]);
    expect(codes(rule, beside(scope('globex', null)))).toEqual([]);
  });

  it('may not look past the birth of an environment', () => {
    const pair = {
      tenant: 'acme',
      project: 'shop',
      id: 'prod',
      title: 'Prod',
      cluster: 'eu',
      namespace: 'shop-prod',
      kind: 'prod',
      bornAtMs: 5,
      readableFromMs: 5,
    } as const;
    const past = [{ pair, readableAtMs: 9, message: 'reads what was before acme.shop.prod' }];
    const [finding] = lintRule(content(), { ...ACME, past });
    expect(finding).toMatchObject({
      code: 'past_of_environment',
      severity: 'error',
      path: '/scope',
    });
    expect(finding?.message.zh).toContain('acme.shop.prod');
  });
});

/** They are asked for by name as the first few commands, and levels only say when these are many. */
const EXCEPTIONS: readonly string[] = [
  'middlewires.mysql.mysqlCommandTop10: topk_in_rule',
  'middlewires.redis.redisCommandsTop5: topk_in_rule',
];

describe('templates', () => {
  it.each([
    ['ACME', ACME],
    ['GLOBEX', GLOBEX],
  ])('as they come have neither errors nor warnings (%s)', (_name, context) => {
    const found = RULE_TEMPLATES.flatMap((template) =>
      lintRule(ofTemplate(template), context)
        .filter(({ severity }) => severity !== 'info')
        .map(({ code, message }) => `${template.id}: ${code}: ${message.en}`),
    );
    expect(found.map((line) => line.split(': ', 2).join(': '))).toEqual(EXCEPTIONS);
  });

  it('are held to their unit and their window', () => {
    const template = RULE_TEMPLATES.find(({ unit, windowMs }) => unit === 'ratio' && windowMs);
    if (template === undefined) throw new Error('there is no template of shares over a window');
    const rule = ofTemplate(template);
    const [finding] = lintRule({ ...rule, levels: [above('critical', 80)] }, ACME);
    expect(finding).toMatchObject({ code: 'threshold_out_of_range', path: '/levels/0/threshold' });
    const slow = { ...ACME, scrapeIntervalMs: 300_000 };
    expect(lintRule(rule, slow)).toContainEqual(
      expect.objectContaining({ code: 'range_too_short', path: '/source/parameters/windowMs' }),
    );
  });
});

function ofTemplate(template: RuleTemplate): RuleContent {
  const rendered = renderTemplate(template);
  if (rendered.kind === 'refused') throw new Error(`${template.id} is refused`);
  const { operator, forMs } = template;
  return content({
    source: { kind: 'template', template: keptOf(template), parameters: {} },
    expression: rendered.promql,
    ...(RESOURCES[template.resource].namespaced
      ? {}
      : { scope: { kind: 'platform', cluster: null } as const }),
    levels: template.levels.map(({ severity, threshold }) =>
      level({ severity, condition: { operator, threshold }, forMs, keepFiringForMs: 0 }),
    ),
  });
}

describe('hostile texts', () => {
  const deep = (open: string, close: string, times: number): string =>
    `${open.repeat(times)}a_total${close.repeat(times)}`;
  it.each([
    ['nested sums', deep('sum(', ')', 200)],
    ['a chain of quotients', Array.from({ length: 9_000 }, () => 'a').join(' / ')],
    ['a chain of joins', Array.from({ length: 900 }, () => 'a_total').join(' * on (pod) ')],
    ['many labels', `sum by (${Array.from({ length: 3_000 }, (_, i) => `l${i}`).join()}) (a)`],
    ['nested ratios', deep('avg(1 / ', ')', 200)],
    ['half a query', 'sum by (namespace'.repeat(1_000)],
  ])('%s', (_name, expression) => {
    const annotations = new Map(
      Array.from({ length: 50 }, (_, i) => [`a${i}`, '{{ $labels.pod }}'.repeat(500)] as const),
    );
    const began = performance.now();
    const findings = lintRule(content({ expression, annotations }), ACME);
    expect(findings.length).toBeLessThan(100);
    // Thousandfold of what it takes; quadratic work on such texts takes minutes.
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
