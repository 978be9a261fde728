import { describe, expect, it } from 'vitest';
import { parseScopeName, type ScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { Rule } from '../rule.ts';
import { type RuleDraft, textSource } from '../rule-draft.ts';
import { listGroups, namespaceOf, readNamespace } from './list-groups.ts';
import { pairRules } from './pair-rules.ts';
import { RulerGroups } from './ruler-groups.ts';

const scope = (text: string): ScopeName => {
  const name = parseScopeName(text);
  if (!name) throw new Error(text);
  return name;
};

const rule = (id: string, where: string, name = id, expression = 'up'): Rule => ({
  ...{ id, owner: 'acme', name, scope: scope(where), source: { kind: 'text' }, expression },
  ...{ language: 'promql', record: null, unit: null, intervalMs: 60_000, levels: [] },
  ...{ labels: new Map(), annotations: new Map(), contact: '', runbookUrl: '', dashboardUrl: '' },
  ...{ noData: 'ignore', onError: 'ignore', policy: null, channels: [], levelChange: 'raised' },
  ...{ enabled: true, revision: 1, createdAtMs: 0, updatedAtMs: 0, updatedBy: 'ann' },
});

const draft = (name: string, expression = 'up'): RuleDraft => ({
  ...{ name, scope: 'acme', source: textSource(expression), interval: '1m', levels: [] },
  ...{ labels: new Map(), annotations: new Map(), channels: [] },
  ...{ levelChange: 'raised', enabled: true },
});

describe('namespaces', () => {
  it.each([
    ['acme', 'acme.shop.prod', '', 'acme.shop.prod'],
    ['acme', 'acme.shop.prod', 'team/a', 'acme.shop.prod/team/a'],
    ['acme.shop.prod', 'acme.shop.prod', 'team/a', 'team/a'],
    ['acme.shop.prod', 'acme.shop.prod', '', 'acme.shop.prod'],
    ['acme', 'acme', 'acme.shop/x', 'acme/acme.shop/x'],
    ['acme.shop', 'acme.shop@eu1', '', 'acme.shop@eu1'],
    ['_platform', '_platform', 'nodes', 'nodes'],
    ['_platform', '_platform@eu1', 'nodes', '_platform@eu1/nodes'],
  ])('below %s, of rules of %s, %j is %s and means the same', (within, of, namespace, shown) => {
    expect(namespaceOf(scope(within), scope(of), namespace)).toBe(shown);
    const read = readNamespace(shown, scope(within));
    expect(read).toEqual({ scope: scope(of), namespace });
  });

  it.each(['globex', 'globex.shop/x', 'acme.shop', 'acme.shop.dev/x', '_platform', 'acme.other'])(
    'below acme.shop.prod, %s is a name and nothing else',
    (text) => {
      expect(readNamespace(text, scope('acme.shop.prod'))).toEqual({
        scope: scope('acme.shop.prod'),
        namespace: text,
      });
    },
  );
});

describe('the groups of a scope', () => {
  const places = new Map([
    ['2', { namespace: 'ns', group: 'g', place: 1 }],
    ['1', { namespace: 'ns', group: 'g', place: 2 }],
    ['3', { namespace: '', group: 'Same', place: 0 }],
  ]);
  const rules = [
    rule('1', 'acme.shop.prod'),
    rule('2', 'acme.shop.prod'),
    rule('3', 'acme.shop.prod', 'Placed'),
    rule('4', 'acme.shop.prod', 'Same'),
    rule('5', 'acme.shop.prod', 'Same'),
    rule('6', 'acme.shop', 'Above'),
    rule('7', 'globex.shop.prod', 'Foreign'),
  ];
  const listed = (within: string) =>
    listGroups(rules, scope(within), (id) => places.get(id)).map(({ namespace, name, rules: of }) =>
      [namespace, name, of.map(({ id }) => id)].flat().join(' '),
    );

  it('are told apart in time, however many rules have one name', () => {
    const same = Array.from({ length: 4_000 }, (_, at) => rule(`${10_000 + at}`, 'acme', 'Same'));
    const startMs = performance.now();
    const groups = listGroups(same, scope('acme'), () => undefined);
    expect(performance.now() - startMs).toBeLessThan(1_000);
    expect(new Set(groups.map(({ name }) => name)).size).toBe(4_000);
    expect(groups.at(-1)?.name).toBe('Same 999');
  });

  it('are refused with more rules than are compiled at once, before any is looked at', async () => {
    const groups = new RulerGroups({ rules: {} as never, ofOwner: () => [], places: {} as never });
    const call = { principal: {} as never, scope: scope('acme'), language: 'promql' } as const;
    const rules = Array.from({ length: 1_001 }, (_, at) => `- alert: a${at}\n  expr: up`);
    const put = groups.put(call, 'acme', `name: g\nrules:\n${rules.join('\n')}`);
    await expect(put).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('more than 1000 rules'),
    });
  });

  it('hold the rules in their order, with a name each that nobody else has', () => {
    expect(listed('acme.shop.prod')).toEqual([
      'acme.shop.prod Same 3',
      'acme.shop.prod Same 2 4',
      'acme.shop.prod Same 3 5',
      'ns g 2 1',
    ]);
    expect(listed('acme')).toContain('acme.shop Above 6');
    expect(listed('acme.shop.dev')).toEqual([]);
  });
});

describe('which rule a draft is', () => {
  it.each([
    ['the same', [draft('A'), draft('B')], ['a', 'b'], []],
    ['of one name, by its question', [draft('A', 'x'), draft('A', 'up')], ['c', 'a'], ['b']],
    ['a new name for the only one left', [draft('A'), draft('New')], ['a', null], ['b', 'c']],
    ['none', [], [], ['a', 'b', 'c']],
  ])('%s', (_, drafts, found, gone) => {
    const rules = [
      rule('a', 'acme', 'A'),
      rule('b', 'acme', 'B'),
      rule('c', 'acme', 'A', 'x'),
    ].filter(({ id }) => id !== 'c' || _ !== 'the same');
    const paired = pairRules(rules, drafts);
    expect(paired.drafts.map(({ before }) => before?.id ?? null)).toEqual(found);
    expect(paired.gone.map(({ id }) => id)).toEqual(gone);
  });

  it('is the rule under a new name when one of each is left', () => {
    const paired = pairRules([rule('a', 'acme', 'A')], [draft('Renamed')]);
    expect(paired.drafts[0]?.before?.id).toBe('a');
  });
});
