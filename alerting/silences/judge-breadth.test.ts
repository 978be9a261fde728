import { expect, it } from 'vitest';
import { parseScopeName } from '../../platform/tenancy/scope-name.ts';
import { judgeBreadth } from './judge-breadth.ts';
import type { SilenceContent } from './silence.ts';
import type { SilenceMatcher } from './silence-matcher.ts';

const little = { incidents: 1, ofIncidents: 50, rules: 1, ofRules: 30 };
const content = (
  matchers: readonly SilenceMatcher[],
  changes: Partial<SilenceContent> = {},
): SilenceContent => ({
  kind: 'silence',
  reason: 'r',
  createdBy: 'ann',
  places: [parseScopeName('acme.shop.prod') ?? { kind: 'platform', cluster: null }],
  matchers,
  binding: null,
  schedule: { kind: 'once', startsAtMs: 0, endsAtMs: 1 },
  ...changes,
});
const match = (name: string, operator: SilenceMatcher['operator'], value: string) => ({
  name,
  operator,
  value,
});

it.each([
  ['one name', content([match('alertname', '=', 'A')]), little, []],
  ['any name', content([match('alertname', '=~', '.+')]), little, ['everything']],
  [
    'any name, said otherwise',
    content([match('alertname', '=~', '[^x]+|.*x.*')]),
    little,
    ['everything'],
  ],
  ['no name', content([match('job', '!=', 'zz')]), little, ['everything']],
  ['any job, perhaps missing', content([match('job', '=~', '.*')]), little, ['everything']],
  ['some job', content([match('job', '=~', '.+')]), little, []],
  [
    'any name of one job',
    content([match('alertname', '=~', '.+'), match('job', '=', 'a')]),
    little,
    [],
  ],
  ['a rule', content([], { binding: { kind: 'rule', ruleId: 'r' } }), little, []],
  [
    'many incidents',
    content([match('a', '=', 'b')]),
    { ...little, incidents: 21 },
    ['many_incidents'],
  ],
  ['twenty are not many', content([match('a', '=', 'b')]), { ...little, incidents: 20 }, []],
  ['most rules', content([match('a', '=', 'b')]), { ...little, rules: 16 }, ['most_rules']],
  ['most of few rules', content([match('a', '=', 'b')]), { ...little, rules: 3, ofRules: 3 }, []],
  ['maintenance of a place', content([], { kind: 'maintenance' }), little, []],
  [
    'maintenance of a tenant',
    content([], {
      kind: 'maintenance',
      places: [parseScopeName('acme') ?? { kind: 'platform', cluster: null }],
    }),
    little,
    ['everything'],
  ],
  [
    'one alert, whatever',
    content([], { binding: { kind: 'alert', key: 'k' } }),
    { ...little, incidents: 99 },
    [],
  ],
] as const)('%s', (_, silence, breadth, reasons) => {
  expect(judgeBreadth(silence, breadth)).toEqual(reasons);
});
