import { describe, expect, it } from 'vitest';
import { environmentStamp, tenantStamp } from '../../test/support/receiver-world.ts';
import { stampKey, stampLabels, stampMetadata } from './stamp-labels.ts';

type Pairs = readonly (readonly [string, string])[];

const acme = environmentStamp('acme');
const stamped = (pairs: Pairs, stamp = acme) => [...stampLabels(pairs, stamp)];

describe('the label of audit', () => {
  it('is set by nobody who sends', () => {
    const forged: Pairs = [
      ['tocsin_audit', 'true'],
      ['job', 'a'],
    ];
    for (const stamp of [acme, tenantStamp('acme'), { ownLabels: new Map(), choice: null }]) {
      const labels = stampLabels([...forged, ['namespace', 'acme-prod']], stamp);
      expect([...labels.keys()]).not.toContain('tocsin_audit');
    }
    const metadata = new Map([
      ['tocsin_audit', 'true'],
      ['tocsin.audit', 'true'],
      ['kept', 'x'],
    ]);
    expect(stampMetadata(metadata, acme)).toEqual(new Map([['kept', 'x']]));
  });

  it('is an own one of its receiver', () => {
    const ownLabels = new Map([['tocsin_audit', 'true']]);
    expect(stamped([['tocsin_audit', 'false']], { ownLabels, choice: null })).toEqual([
      ['tocsin_audit', 'true'],
    ]);
  });
});

describe('a token of one environment', () => {
  const own: Pairs = [
    ['namespace', 'acme-prod'],
    ['tenant', 'acme'],
  ];

  it.each<[string, Pairs]>([
    ['nothing', []],
    ['the neighbour', [['namespace', 'umbrella-prod']]],
    [
      'the neighbour twice',
      [
        ['namespace', 'acme-prod'],
        ['namespace', 'umbrella-prod'],
      ],
    ],
    [
      'both labels, unsorted',
      [
        ['tenant', 'umbrella'],
        ['namespace', 'umbrella-prod'],
      ],
    ],
    ['an empty one', [['namespace', '']]],
    ['an own one', [['namespace', 'acme-prod']]],
  ])('sets its labels over %s', (_, pairs) => {
    expect(stamped(pairs)).toEqual(own);
  });

  it.each([
    ['another case', 'Namespace'],
    ['a Cyrillic letter', 'n\u0430mespace'],
    ['a zero-width space', 'namespace\u200b'],
    ['a full-width letter', '\uff4eamespace'],
    ['a combining mark', 'namespace\u0301'],
    ['a zero byte', 'namespace\0'],
    ['a space', ' namespace'],
    ['a prototype', '__proto__'],
  ])('takes a name with %s for another label', (_, name) => {
    const labels = stampLabels([[name, 'umbrella-prod']], acme);
    expect(labels.get('namespace')).toBe('acme-prod');
    expect(labels.get(name)).toBe('umbrella-prod');
    expect(labels.size).toBe(3);
  });

  it('sorts by name and drops what is empty', () => {
    const pairs: Pairs = [
      ['zone', 'eu'],
      ['empty', ''],
      ['__name__', 'up'],
    ];
    expect(stamped(pairs)).toEqual([['__name__', 'up'], ...own, ['zone', 'eu']]);
  });
});

describe('a token of a tenant', () => {
  const stamp = tenantStamp('acme');

  it('may name one of its namespaces', () => {
    expect(stamped([['namespace', 'acme-test']], stamp)).toEqual([
      ['namespace', 'acme-test'],
      ['tenant', 'acme'],
    ]);
  });

  it.each<[string, Pairs, string]>([
    ['the neighbour', [['namespace', 'umbrella-prod']], 'names "umbrella-prod", which this token'],
    [
      'the neighbour behind its own',
      [
        ['namespace', 'acme-prod'],
        ['namespace', 'umbrella-prod'],
      ],
      'names "umbrella-prod"',
    ],
    ['another case', [['namespace', 'Acme-prod']], 'names "Acme-prod"'],
    ['a space behind', [['namespace', 'acme-prod ']], 'names "acme-prod "'],
    ['a lookalike', [['namespace', '\u0430cme-prod']], 'names "\u0430cme-prod"'],
    ['a pattern', [['namespace', '.*']], 'names ".*"'],
    ['an empty one', [['namespace', '']], 'the label namespace is missing'],
    ['none', [], 'the label namespace is missing'],
  ])('is refused for %s', (_, pairs, message) => {
    expect(() => stampLabels(pairs, stamp)).toThrow(message);
  });

  it('need not name the only one', () => {
    const only = { ...stamp, choice: { label: 'namespace', allowed: new Set(['acme-prod']) } };
    expect(stampLabels([], only).get('namespace')).toBe('acme-prod');
    expect(() => stampLabels([['namespace', 'acme-test']], only)).toThrow('"acme-test"');
  });

  it('writes nowhere without namespaces', () => {
    const none = { ...stamp, choice: { label: 'namespace', allowed: new Set<string>() } };
    expect(() => stampLabels([], none)).toThrow('it may write to: none');
  });
});

describe('structured metadata', () => {
  it.each(['namespace', 'tenant'])('loses %s', (name) => {
    expect(stampMetadata(new Map([[name, 'umbrella']]), acme)).toBeNull();
  });

  it('loses what becomes a tenancy label', () => {
    const stamp = { ownLabels: new Map([['tenant_id', 'acme']]), choice: null };
    const pushed = new Map([
      ['tenant.id', 'umbrella'],
      ['tenant-id', 'umbrella'],
      ['trace_id', '1'],
    ]);
    expect([...(stampMetadata(pushed, stamp) ?? [])]).toEqual([['trace_id', '1']]);
  });

  it('loses the label that a token may choose', () => {
    expect(stampMetadata(new Map([['namespace', 'acme-test']]), tenantStamp('acme'))).toBeNull();
  });
});

it('tells stamps of two tenants apart', () => {
  const keys = ['acme', 'umbrella'].flatMap((tenant) => [
    stampKey(environmentStamp(tenant)),
    stampKey(tenantStamp(tenant)),
  ]);
  expect(new Set(keys).size).toBe(4);
  expect(stampKey(environmentStamp('acme'))).toBe(keys[0]);
});
