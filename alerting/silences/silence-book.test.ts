import { describe, expect, it } from 'vitest';
import { labelsFromObject } from '../../platform/model/labels.ts';
import { parseScopeName, type ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Silence, Silenceable } from './silence.ts';
import { SilenceBook } from './silence-book.ts';

const place = (text: string): ScopeName => {
  const name = parseScopeName(text);
  if (name === undefined) throw new Error(text);
  return name;
};
const silence = (id: string, changes: Partial<Silence> = {}): Silence => ({
  id,
  owner: 'acme',
  kind: 'silence',
  reason: 'because',
  createdBy: 'ann',
  places: [place('acme')],
  matchers: [{ name: 'alertname', operator: '=', value: 'Load' }],
  binding: null,
  schedule: { kind: 'once', startsAtMs: 0, endsAtMs: 100 },
  revision: 1,
  createdAtMs: 0,
  updatedAtMs: 0,
  updatedBy: 'ann',
  ...changes,
});
const alert = (changes: Partial<Silenceable> = {}): Silenceable => ({
  id: 'i1',
  key: 'k1',
  owner: 'acme',
  cluster: 'east',
  project: 'shop',
  environment: 'prod',
  ruleId: 'r1',
  labels: labelsFromObject({ alertname: 'Load', instance: 'a' }),
  severity: 'warning',
  ...changes,
});
const muters = (book: SilenceBook, incident: Silenceable, nowMs = 50) =>
  book.mutedBy(incident, nowMs).map((one) => one.silence.id);
const bookOf = (...silences: readonly Silence[]) => {
  const book = new SilenceBook();
  for (const one of silences) book.put(one);
  return book;
};

describe('what mutes an incident', () => {
  const cases: readonly [string, Partial<Silence>, Partial<Silenceable>, boolean][] = [
    ['its matchers', {}, {}, true],
    ['not of another tenant', {}, { owner: 'globex' }, false],
    ['a missing label is empty', { matchers: [{ name: 'x', operator: '=', value: '' }] }, {}, true],
    [
      'the severity as people see it',
      { matchers: [{ name: 'severity', operator: '=', value: 'warning' }] },
      {},
      true,
    ],
    ['in its project', { places: [place('acme.shop')] }, {}, true],
    ['not in another project', { places: [place('acme.blog')] }, {}, false],
    ['not in another environment', { places: [place('acme.shop.dev')] }, {}, false],
    ['in one of several', { places: [place('acme.blog'), place('acme.shop.prod')] }, {}, true],
    ['not on another cluster', { places: [place('acme@west')] }, {}, false],
    [
      'what belongs to no environment is not in one',
      { places: [place('acme.shop.prod')] },
      { environment: null },
      false,
    ],
    ['of its rule', { matchers: [], binding: { kind: 'rule', ruleId: 'r1' } }, {}, true],
    ['of another rule', { matchers: [], binding: { kind: 'rule', ruleId: 'r2' } }, {}, false],
    ['bound and matched', { binding: { kind: 'incident', incidentId: 'i1' } }, {}, true],
    [
      'bound, not matched',
      { binding: { kind: 'incident', incidentId: 'i1' } },
      { labels: new Map() },
      false,
    ],
    ['another incident', { binding: { kind: 'incident', incidentId: 'i2' } }, {}, false],
    ['the alert in any episode', { binding: { kind: 'alert', key: 'k1' } }, { id: 'i9' }, true],
    [
      'maintenance of a place',
      { kind: 'maintenance', matchers: [], places: [place('acme.shop')] },
      {},
      true,
    ],
  ];
  it.each(cases)('%s', (_, changes, incident, isMuted) => {
    expect(muters(bookOf(silence('s', changes)), alert(incident)).length > 0).toBe(isMuted);
  });

  it('from its start to its end, and no longer once it is dropped', () => {
    const one = silence('s', { schedule: { kind: 'once', startsAtMs: 10, endsAtMs: 20 } });
    const book = bookOf(one);
    const incident = alert();
    expect([9, 10, 19, 20].map((ms) => muters(book, incident, ms).length)).toEqual([0, 1, 1, 0]);
    expect(muters(book, incident, 15)).toEqual(['s']);
    book.drop(one);
    expect(muters(book, incident, 15)).toEqual([]);
    book.put({ ...one, matchers: [] });
    expect(muters(book, incident, 16)).toEqual(['s']);
  });

  it('one of 10,000 is found by its value, with others that no value selects', () => {
    const book = new SilenceBook();
    for (let index = 0; index < 10_000; index++) {
      const matchers = [
        { name: 'alertname', operator: '=', value: 'Load' },
        { name: 'instance', operator: '=', value: `host-${index}` },
      ] as const;
      book.put(silence(`s${index}`, { matchers }));
    }
    book.put(
      silence('wide', { matchers: [{ name: 'instance', operator: '=~', value: 'host-7.*' }] }),
    );
    const of = (instance: string) =>
      alert({ labels: labelsFromObject({ alertname: 'Load', instance }) });
    muters(book, of('host-0'));
    const startedMs = performance.now();
    for (let index = 0; index < 10_000; index++) muters(book, of(`host-${index}`));
    // Without the index this is 100 million tests.
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    expect(muters(book, of('host-77'))).toEqual(['s77', 'wide']);
    expect(muters(book, of('host-x'))).toEqual([]);
    expect(book.loadBeside(silence('new'), 50)).toEqual({
      standing: 10_001,
      wide: 1,
      patterns: 0,
      recurring: 0,
    });
    expect(book.loadBeside(silence('wide'), 50).wide).toBe(0);
    expect(book.loadBeside(silence('new', { owner: 'globex' }), 50).standing).toBe(0);
  });
});
