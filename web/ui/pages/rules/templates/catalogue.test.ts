import { describe, expect, it } from 'vitest';
import type { RuleTemplateSummary } from '../../../../contract/rule-templates.ts';
import { catalogueOf, searchCatalogue, textIn } from './catalogue.ts';

const template = (resource: string, rule: string, metrics: string[]): RuleTemplateSummary => ({
  id: `middlewires.${resource}.${rule}`,
  scope: 'middlewires',
  scopeTitle: { en: 'Middleware', zh: '中间件' },
  resource,
  resourceTitle: { en: resource, zh: '' },
  rule,
  title: { en: `Title of ${rule}`, zh: `${rule}的标题` },
  unit: 'count',
  isOwn: false,
  recordedBy: null,
  metrics,
});
const templates = [
  template('kafka', 'lag', ['kafka_lag']),
  template('redis', 'memory', ['redis_memory']),
  template('redis', 'clients', ['redis_connected_clients', 'redis_up']),
];

describe('the catalogue', () => {
  it('shows first what the scope has data for', () => {
    const [first, second] = catalogueOf(templates, new Set(['redis_up']));
    expect([first?.key, first?.withData, second?.key]).toEqual([
      'middlewires.redis',
      1,
      'middlewires.kafka',
    ]);
    expect(first?.entries.map((one) => [one.template.rule, one.hasData])).toEqual([
      ['clients', true],
      ['memory', false],
    ]);
  });

  it('says nothing of data while nobody knows', () => {
    const resources = catalogueOf(templates, undefined);
    expect(resources.map(({ key }) => key)).toEqual(['middlewires.kafka', 'middlewires.redis']);
    expect(resources[1]?.entries.map(({ hasData }) => hasData)).toEqual([undefined, undefined]);
  });

  it.each([
    ['redis memory', ['memory']],
    ['标题 CLIENTS', ['clients']],
    ['中间件', ['lag', 'memory', 'clients']],
    ['redis_up', ['clients']],
    ['nothing', []],
  ])('is searched in both languages for %j', (text, found) => {
    const resources = catalogueOf(templates, undefined);
    expect(searchCatalogue(resources, text).map((one) => one.template.rule)).toEqual(found);
  });

  it('speaks the language of the reader, or the other where there is none', () => {
    expect(textIn({ en: 'a', zh: 'b' }, 'zh')).toBe('b');
    expect(textIn({ en: 'a', zh: '' }, 'zh')).toBe('a');
    expect(textIn({ en: '', zh: 'b' }, 'en')).toBe('b');
  });
});
