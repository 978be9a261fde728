import { describe, expect, it } from 'vitest';
import { findRuleTemplate } from '../../queries/templates/rules/rule-templates.ts';
import { type RuleDraft, textSource } from './rule-draft.ts';
import { validateRule } from './validate-rule.ts';

const acme = {
  owner: 'acme',
  ladder: ['critical', 'warning', 'info'],
  tenancyLabels: new Set(['namespace', 'team']),
  findTemplate: findRuleTemplate,
};
const globex = {
  owner: 'globex',
  ladder: ['high', 'low'],
  tenancyLabels: new Set<string>(),
  findTemplate: findRuleTemplate,
};

const draft: RuleDraft = {
  name: 'CPU high',
  scope: 'acme.shop',
  source: textSource('sum by (namespace) (rate(cpu_seconds_total[5m]))'),
  interval: '30s',
  levels: [
    { severity: 'critical', operator: '>', threshold: 2, for: '5m' },
    { severity: 'info', operator: '>', threshold: -0.5, for: '0' },
  ],
  labels: new Map([['component', 'api']]),
  annotations: new Map([['summary', 'CPU of {{ $labels.namespace }} is {{ $value }}']]),
  channels: ['01J00000000000000000000CH1'],
  levelChange: 'raised',
  enabled: true,
};

const recording = { record: 'job:cpu:rate5m', levels: [], annotations: new Map(), channels: [] };

describe('a rule that is right', () => {
  it('is read', () => {
    const verdict = validateRule(draft, acme);
    expect(verdict).toMatchObject({
      kind: 'valid',
      content: {
        scope: { kind: 'node', node: { tenant: 'acme', project: 'shop', environment: null } },
        intervalMs: 30_000,
        levels: [
          { severity: 'critical', condition: { operator: '>', threshold: 2 }, forMs: 300_000 },
          { severity: 'info', condition: { operator: '>', threshold: -0.5 }, forMs: 0 },
        ],
      },
    });
  });

  it('has its times from checks in a row, and goes on firing', () => {
    const levels = [{ severity: 'critical', checks: 3, keepFiringFor: '10m' }];
    const verdict = validateRule({ ...draft, source: textSource('up == 0'), levels }, acme);
    expect(verdict).toMatchObject({
      kind: 'valid',
      content: {
        levels: [
          {
            severity: 'critical',
            condition: null,
            forMs: 60_000,
            checks: 3,
            keepFiringForMs: 600_000,
          },
        ],
      },
    });
  });

  it.each<[string, Partial<RuleDraft>]>([
    ['LogQL', { source: textSource('sum(count_over_time({app="shop"} |= "x" [5m]))', 'logql') }],
    ['links', { runbookUrl: 'https://wiki.test/a', dashboardUrl: 'http://b.test/?x=1#y' }],
    ['a scalar', { source: textSource('scalar(up)') }],
    ['a comparison inside', { source: textSource('up == 0') }],
    ['a comparison with bool', { source: textSource('up == bool 0') }],
    ['a comment at the end', { source: textSource('up # all of them') }],
    ['one cluster', { scope: 'acme@east' }],
    ['a series to record', recording],
    ['missing data kept', { noData: 'keep', onError: 'alert' }],
    [
      'a level with receivers of its own',
      {
        levels: [
          {
            severity: 'critical',
            operator: '>',
            threshold: 2,
            channels: ['01J00000000000000000000CH2'],
            repeat: { mode: 'doubling', every: '10m', max: 5 },
          },
        ],
      },
    ],
    [
      'said every time, not sooner than by itself',
      {
        levels: [{ severity: 'info', operator: '>', threshold: 2, repeat: { mode: 'every_time' } }],
      },
    ],
    [
      'said once',
      { levels: [{ severity: 'info', operator: '>', threshold: 2, repeat: { mode: 'once' } }] },
    ],
    ['bounds of the interval', { interval: '1d' }],
    ['no labels', { labels: new Map() }],
    ['a name in Chinese', { name: '处理器过高' }],
  ])('%s', (_name, change) => {
    expect(validateRule({ ...draft, ...change }, acme).kind).toBe('valid');
  });

  it('of the platform', () => {
    const context = { ...globex, owner: '_platform' };
    const levels = [{ severity: 'high', operator: '>', threshold: 1, for: '1m' }] as const;
    expect(validateRule({ ...draft, scope: '_platform@east', levels }, context).kind).toBe('valid');
  });
});

describe('a rule that is wrong', () => {
  const severe = { severity: 'critical', operator: '>', threshold: 1 } as const;
  const level = { ...severe, for: '0' } as const;
  it.each<[string, Partial<RuleDraft>, string, string]>([
    [
      'a unit beside a template',
      {
        source: {
          kind: 'template',
          template: 'middlewires.redis.redisClients',
          parameters: {},
        },
        unit: 'ratio',
      },
      '/unit',
      'said by the template',
    ],
    ['blank name', { name: '  ' }, '/name', 'blank'],
    ['long name', { name: 'x'.repeat(121) }, '/name', '120'],
    ['name with a newline', { name: 'a\nb' }, '/name', 'control'],
    ['half a character', { name: 'a\ud800' }, '/name', 'control'],
    ['scope of nobody', { scope: 'ACME' }, '/scope', 'is not tenant'],
    ['scope of another tenant', { scope: 'globex' }, '/scope', 'must lie within acme'],
    ['scope of the platform', { scope: '_platform' }, '/scope', 'must lie within acme'],
    ['no query', { source: textSource('sum(') }, '/expression', '1:5: parse error: unclosed left'],
    ['a range', { source: textSource('up[5m]') }, '/expression', 'is range vector'],
    ['a text', { source: textSource('"up"') }, '/expression', 'is string'],
    ['lines', { source: textSource('{app="a"}', 'logql') }, '/expression', 'gives lines'],
    ['no LogQL', { source: textSource('up == 0', 'logql') }, '/expression', 'parse error'],
    [
      'a number without threshold',
      { source: textSource('1 + 1'), levels: [{ severity: 'info' }] },
      '/expression',
      'always fires',
    ],
    [
      'a number of LogQL without threshold',
      { source: textSource('1 + 1', 'logql'), levels: [{ severity: 'info' }] },
      '/expression',
      'always fires',
    ],
    [
      'several levels without threshold',
      { levels: [{ severity: 'critical' }, { ...level, severity: 'info' }] },
      '/levels/0/threshold',
      'needs a threshold',
    ],
    [
      'a threshold without operator',
      { levels: [{ severity: 'info', threshold: 1 }] },
      '/levels/0/operator',
      'is missing',
    ],
    [
      'an operator without threshold',
      { levels: [{ severity: 'info', operator: '>' }] },
      '/levels/0/threshold',
      'finite number',
    ],
    [
      'time and checks',
      { levels: [{ ...level, for: '5m', checks: 2 }] },
      '/levels/0/checks',
      'one',
    ],
    ['half a check', { levels: [{ ...severe, checks: 1.5 }] }, '/levels/0/checks', 'whole number'],
    ['no check', { levels: [{ ...severe, checks: 0 }] }, '/levels/0/checks', 'from 1 to 1000'],
    [
      'a bad time to go on',
      { levels: [{ ...level, keepFiringFor: 'long' }] },
      '/levels/0/keepFiringFor',
      'is not a duration',
    ],
    ['a link of scripts', { runbookUrl: 'javascript:alert(1)' }, '/runbookUrl', 'http or https'],
    ['a link with a template', { dashboardUrl: 'https://a/{{ .X }}' }, '/dashboardUrl', 'without'],
    ['a contact in two lines', { contact: 'a\nb' }, '/contact', 'control'],
    ['no interval', { interval: '0' }, '/interval', 'from 1s to 1d'],
    ['interval too long', { interval: '2d' }, '/interval', 'from 1s to 1d'],
    ['interval of nothing', { interval: 'soon' }, '/interval', 'is not a duration'],
    ['no levels', { levels: [] }, '/levels', 'at least one'],
    [
      'unknown severity',
      { levels: [{ ...level, severity: 'high' }] },
      '/levels/0/severity',
      'not one of',
    ],
    ['severity twice', { levels: [level, level] }, '/levels/1/severity', 'twice'],
    [
      'wrong order',
      { levels: [{ ...level, severity: 'info' }, level] },
      '/levels/1/severity',
      'before less severe',
    ],
    ['NaN', { levels: [{ ...level, threshold: Number.NaN }] }, '/levels/0/threshold', 'finite'],
    [
      'infinity',
      { levels: [{ ...level, threshold: Number.POSITIVE_INFINITY }] },
      '/levels/0/threshold',
      'finite',
    ],
    ['for of nothing', { levels: [{ ...level, for: '5' }] }, '/levels/0/for', 'not a duration'],
    ['for too long', { levels: [{ ...level, for: '2y' }] }, '/levels/0/for', 'at most 1y'],
    [
      'our label',
      { labels: new Map([['tocsin_rule', 'x']]) },
      '/labels/tocsin_rule',
      'set by tocsin',
    ],
    [
      'severity label',
      { labels: new Map([['severity', 'x']]) },
      '/labels/severity',
      'set by tocsin',
    ],
    ['alertname label', { labels: new Map([['alertname', 'x']]) }, '/labels/alertname', 'set by'],
    ['namespace label', { labels: new Map([['namespace', 'x']]) }, '/labels/namespace', 'whose'],
    ['tenant label', { labels: new Map([['team', 'x']]) }, '/labels/team', 'whose an alert is'],
    ['the metric name', { labels: new Map([['__name__', 'x']]) }, '/labels/__name__', 'reserved'],
    [
      'label name with a dot',
      { labels: new Map([['a.b/c~', 'x']]) },
      '/labels/a.b~1c~0',
      'letters',
    ],
    ['broken template', { labels: new Map([['a', '{{ x']]) }, '/labels/a', 'character 1'],
    [
      'query in a template',
      { annotations: new Map([['a', '{{ query "up" }}']]) },
      '/annotations/a',
      'scope',
    ],
    ['NUL', { annotations: new Map([['a', 'a\0']]) }, '/annotations/a', 'NUL'],
    ['a bad annotation name', { annotations: new Map([['1a', '']]) }, '/annotations/1a', 'letters'],
    ['channel twice', { channels: ['A', 'B', 'A'] }, '/channels/2', 'twice'],
    [
      'a channel of a level twice',
      { levels: [{ ...level, channels: ['A', 'A'] }] },
      '/levels/0/channels/1',
      'twice',
    ],
    ['a name of two series', { ...recording, record: 'a b' }, '/record', 'name of a metric'],
    ['what evaluators write', { ...recording, record: 'ALERTS' }, '/record', 'what evaluates'],
    ['a series and levels', { ...recording, levels: [level] }, '/levels', 'for rules that alert'],
    [
      'a series and channels',
      { ...recording, channels: ['A'] },
      '/channels',
      'for rules that alert',
    ],
    ['a series and a policy', { ...recording, policy: 'P' }, '/policy', 'for rules that alert'],
    [
      'a repeat of no time',
      { levels: [{ ...level, repeat: { mode: 'interval' } }] },
      '/levels/0/repeat/every',
      'missing',
    ],
    [
      'a repeat too often',
      { levels: [{ ...level, repeat: { mode: 'interval', every: '1s' } }] },
      '/levels/0/repeat/every',
      'from 1m',
    ],
    [
      'every time, and too often',
      { levels: [{ ...level, repeat: { mode: 'every_time', every: '59s' } }] },
      '/levels/0/repeat/every',
      'from 1m',
    ],
    [
      'a repeat without count',
      { levels: [{ ...level, repeat: { mode: 'doubling', every: '1h', max: 0 } }] },
      '/levels/0/repeat/max',
      'whole number',
    ],
    [
      'once and often',
      { levels: [{ ...level, repeat: { mode: 'once', every: '1h' } }] },
      '/levels/0/repeat',
      'leave one',
    ],
    [
      'lines kept',
      { source: textSource('sum(count_over_time({app="a"}[5m]))', 'logql'), noData: 'keep' },
      '/noData',
      'on logs',
    ],
    [
      'nothing where nothing is well',
      { source: textSource('up == 0'), levels: [{ severity: 'info' }], noData: 'alert' },
      '/noData',
      'all is well',
    ],
  ])('%s', (_name, change, path, message) => {
    const verdict = validateRule({ ...draft, ...change }, acme);
    expect(verdict).toEqual({
      kind: 'invalid',
      findings: [{ path, message: expect.stringContaining(message) }],
    });
  });

  it('is told all at once', () => {
    const verdict = validateRule({ ...draft, scope: 'globex', interval: '', name: '' }, globex);
    const paths = verdict.kind === 'invalid' ? verdict.findings.map((finding) => finding.path) : [];
    expect(paths).toEqual(['/name', '/interval', '/levels/0/severity', '/levels/1/severity']);
  });
});
