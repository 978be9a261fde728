import { describe, expect, it } from 'vitest';
import { findRuleTemplate } from '../../queries/templates/rules/rule-templates.ts';
import { parseRuleBody, printRuleBody } from './rule-body.ts';
import { type RuleDraft, textSource } from './rule-draft.ts';
import type { SourceDraft } from './rule-source.ts';
import { validateRule } from './validate-rule.ts';

const CONTEXT = {
  owner: 'acme',
  ladder: ['critical', 'warning'],
  tenancyLabels: new Set(['namespace']),
  findTemplate: findRuleTemplate,
};
const TEMPLATE = 'middlewires.redis.redisClients';
const FORM = {
  streams: [{ label: 'app', op: '=' as const, value: 'shop' }],
  lines: [{ kind: 'text' as const, value: 'error', isNegated: false, ignoresCase: false }],
  parser: 'none' as const,
  fields: [],
  windowMs: 300_000,
  groupBy: ['namespace'],
};
const filtersBy = (label: string) => [{ label, op: '=' as const, value: 'cache' }];

function judge(source: SourceDraft) {
  return validateRule(draftOf(source), CONTEXT);
}

function draftOf(source: SourceDraft): RuleDraft {
  return {
    name: 'Sourced',
    scope: 'acme.shop',
    source,
    interval: '30s',
    levels: [{ severity: 'critical', operator: '>', threshold: 2, for: '5m' }],
    labels: new Map(),
    annotations: new Map(),
    channels: [],
    levelChange: 'raised',
    enabled: true,
  };
}

function contentOf(source: SourceDraft) {
  const verdict = judge(source);
  if (verdict.kind === 'invalid') throw new Error(JSON.stringify(verdict.findings));
  return verdict.content;
}

describe('the source of a rule', () => {
  it('is a template with parameters, kept as it was', () => {
    const parameters = { filters: filtersBy('service') };
    const content = contentOf({ kind: 'template', template: TEMPLATE, parameters });
    expect(content.language).toBe('promql');
    expect(content.expression).toContain('{service="cache"}');
    const { promql } = findRuleTemplate(TEMPLATE) ?? {};
    expect(content.source).toMatchObject({ template: { id: TEMPLATE, promql }, parameters });
  });

  it('is the form of rules on logs', () => {
    const content = contentOf({ kind: 'log_form', form: FORM });
    expect(content).toMatchObject({
      language: 'logql',
      expression: 'sum by (namespace) (count_over_time({app="shop"} |= "error" [5m]))',
      source: { kind: 'log_form', form: FORM },
    });
  });

  it.each<[string, SourceDraft]>([
    ['text', textSource('up')],
    ['LogQL', textSource('rate({app="a"}[1m])', 'logql')],
    ['a template', { kind: 'template', template: TEMPLATE, parameters: {} }],
    ['a log form', { kind: 'log_form', form: FORM }],
  ])('comes back as it was stored: %s', (_, source) => {
    const content = contentOf(source);
    expect(parseRuleBody(printRuleBody(content))).toEqual(content);
  });

  it('keeps the unit of a text', () => {
    const content = { ...contentOf(textSource('up')), unit: 'bytes' } as const;
    expect(parseRuleBody(printRuleBody(content))).toEqual(content);
  });

  it('of a rule that was stored before there were sources is its text', () => {
    const {
      source: _,
      language: __,
      contact: ___,
      ...old
    } = JSON.parse(printRuleBody(contentOf(textSource('up'))));
    expect(parseRuleBody(JSON.stringify(old))).toMatchObject({
      source: { kind: 'text' },
      language: 'promql',
      contact: '',
      levels: [{ condition: { operator: '>', threshold: 2 }, checks: null, keepFiringForMs: 0 }],
    });
  });

  it.each<[string, SourceDraft, string]>([
    [
      'no template',
      { kind: 'template', template: 'no.such.one', parameters: {} },
      '/source/template',
    ],
    [
      'a label that it does not have',
      { kind: 'template', template: TEMPLATE, parameters: { filters: filtersBy('nothing') } },
      '/source/parameters/filters/0/label',
    ],
    [
      'a form without streams',
      { kind: 'log_form', form: { ...FORM, streams: [] } },
      '/source/form/streams',
    ],
    ['no query', textSource('sum('), '/expression'],
  ])('is refused with the place of the mistake: %s', (_, source, path) => {
    const verdict = judge(source);
    expect(verdict.kind === 'invalid' && verdict.findings.map((each) => each.path)).toEqual([path]);
  });
});

describe('what is stored of a rule', () => {
  it.each<[string, Partial<RuleDraft>]>([
    ['a series', { record: 'job:x:sum', levels: [] }],
    ['missing data', { noData: 'alert', onError: 'ignore', policy: '01J00000000000000000000PLC' }],
    [
      'who is told of a level, and how often',
      {
        levels: [
          {
            severity: 'critical',
            operator: '>',
            threshold: 2,
            channels: [],
            repeat: { mode: 'interval', every: '4h' },
          },
          { severity: 'warning', operator: '>', threshold: 1, repeat: { mode: 'once' } },
        ],
      },
    ],
  ])('is read back: %s', (_name, change) => {
    const verdict = validateRule({ ...draftOf(textSource('up')), ...change }, CONTEXT);
    if (verdict.kind === 'invalid') throw new Error(JSON.stringify(verdict.findings));
    expect(parseRuleBody(printRuleBody(verdict.content))).toEqual(verdict.content);
  });
});
