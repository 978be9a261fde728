import { describe, expect, it } from 'vitest';
import { PatternTester } from '../../../queries/regex/pattern-tester.ts';
import { type Counted, countFacets, isCounted } from './facets.ts';
import { EVERYTHING, type LabelMatch, passes } from './incident-query.ts';
import { hasWords, keptFor, splitText, wordsOf } from './incident-words.ts';
import { walksOf } from './search-walks.ts';

const disk = {
  title: 'Disk is full',
  labels: new Map([
    ['job', 'node-exporter'],
    ['zone', '上海机房'],
  ]),
};

describe('words of an incident', () => {
  it('are those of its title and labels', () => {
    expect(wordsOf(disk)).toEqual(
      new Set([
        ...['~disk', '~is', '~full', '=job=node-exporter', '~node', '~exporter'],
        ...['=zone=上海机房', '~上', '~海', '~机', '~房', '~上海', '~海机', '~机房'],
      ]),
    );
  });

  it.each([
    ['disk', true],
    ['DISK ful', true],
    ['isk', false],
    ['exporter-node', true],
    ['机房', true],
    ['海机', true],
    ['房机', false],
    ['', true],
    ['!!!', true],
  ])('%j is found: %s', (text, expected) => {
    const words = splitText(text);
    expect(hasWords(disk, words)).toBe(expected);
    const kept = [...wordsOf(disk)];
    const isKept = words.every((word) => {
      const { words: wanted, isWhole } = keptFor(word);
      return wanted.every((each) =>
        kept.some((own) => (isWhole ? own === each : own.startsWith(each))),
      );
    });
    // What is found must be kept; what is kept is looked at again.
    if (expected) expect(isKept).toBe(true);
  });
});

describe('label matchers', () => {
  const test = new PatternTester();
  it.each<[LabelMatch['op'], string, string, boolean]>([
    ['=', 'job', 'node-exporter', true],
    ['=', 'gone', '', true],
    ['!=', 'gone', 'x', true],
    ['=~', 'job', 'node', false],
    ['=~', 'job', 'node.*|api', true],
    ['!~', 'job', 'node.*', false],
    ['!~', 'gone', '.+', true],
    ['=~', 'job', '(', false],
    ['!~', 'job', '(', false],
  ])('%s %s %s: %s', (op, name, value, expected) => {
    const query = { matchers: [{ op, name, value }], words: [] };
    expect(passes(disk, query, (pattern, own) => test.test(pattern, own))).toBe(expected);
  });
});

describe('the way of a search', () => {
  const all = { owner: 'acme', seesAll: true, environments: new Set<string>() };
  const some = { ...all, seesAll: false, environments: new Set(['shop.prod', 'blog.dev']) };

  it.each([
    ['nothing asked', {}, all, [{ kind: 'owner', owner: 'acme' }]],
    ['open', { status: 'firing' }, some, [{ kind: 'status', owner: 'acme', status: 'firing' }]],
    [
      'who sees two environments',
      {},
      some,
      [
        { kind: 'place', owner: 'acme', project: 'shop', environment: 'prod' },
        { kind: 'place', owner: 'acme', project: 'blog', environment: 'dev' },
      ],
    ],
    [
      'a project',
      { projects: ['shop'] },
      all,
      [{ kind: 'place', owner: 'acme', project: 'shop', environment: null }],
    ],
    ['a rule', { ruleIds: ['r'] }, some, [{ kind: 'rule', owner: 'acme', ruleId: 'r' }]],
    ['given up', { outcomes: ['failed'] }, all, [{ kind: 'failed', owner: 'acme' }]],
    ['delivered', { outcomes: ['delivered'] }, all, [{ kind: 'owner', owner: 'acme' }]],
  ] as const)('%s', (_name, query, visibility, expected) => {
    expect(walksOf({ ...EVERYTHING, ...query }, [visibility], [])).toEqual(expected);
  });

  it('follows the rarest word, beside what is not kept yet', () => {
    const asked = [
      { ids: [1], uses: 40_000 },
      { ids: [2], uses: 12 },
      { ids: [3, 4], uses: 90_000 },
    ];
    const unkept = { kind: 'unindexed', owner: 'acme' };
    expect(walksOf(EVERYTHING, [all], asked)).toEqual([unkept, { kind: 'words', ids: [2] }]);
    expect(walksOf(EVERYTHING, [all], [{ ids: [], uses: 0 }])).toEqual([unkept]);
    expect(walksOf(EVERYTHING, [all], [{ ids: [3, 4], uses: 90_000 }])).toEqual([
      { kind: 'owner', owner: 'acme' },
    ]);
  });
});

describe('facets', () => {
  const counted = (severity: string, project: string, count: number): Counted => ({
    owner: 'acme',
    project,
    environment: 'prod',
    ruleId: 'r',
    severity,
    status: 'firing',
    isAcknowledged: false,
    outcomes: [],
    count,
  });
  const all = [counted('critical', 'shop', 2), counted('info', 'shop', 3), counted('info', 'b', 4)];

  it('count the values of a facet as if it did not filter itself', () => {
    const { total, counts } = countFacets(all, { ...EVERYTHING, severities: ['critical'] }, false);
    expect(total).toBe(2);
    expect(Object.fromEntries(counts.severity)).toEqual({ critical: 2, info: 7 });
    expect(Object.fromEntries(counts.project)).toEqual({ shop: 2 });
    expect(Object.fromEntries(counts.environment)).toEqual({ 'shop.prod': 2 });
  });

  it('come from the kept numbers where these hold all that is asked', () => {
    expect(isCounted({ ...EVERYTHING, status: 'firing', severities: ['info'] })).toBe(true);
    expect(isCounted({ ...EVERYTHING, status: 'firing', words: ['disk'] })).toBe(false);
    expect(isCounted(EVERYTHING)).toBe(false);
  });
});
