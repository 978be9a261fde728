import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../platform/errors/app-error.ts';
import { compressSnappy, uncompressSnappy } from '../../platform/wire/snappy-block.ts';
import { remoteWriteBody, type WrittenSeries } from '../../test/support/remote-write-body.ts';
import { bytesField, doubleField, varintField } from '../../test/support/remote-write-v2-body.ts';
import type { EnforcedMatcher } from '../scope/enforced-matcher.ts';
import { enforceWrite } from './enforce-write.ts';
import type { WriteScope } from './write-scope.ts';
import { WrittenLabels } from './written-labels.ts';

const MAX = 1_000_000;
const scopeOf = (matchers: readonly EnforcedMatcher[]): WriteScope => ({
  matchers,
  labels: { kind: 'any-of', groups: [matchers] },
});
const acme = scopeOf([{ name: 'namespace', op: '=', value: 'acme' }]);
const both = scopeOf([{ name: 'namespace', op: '=~', values: ['acme-a', 'acme-b'] }]);

const plain = (...series: WrittenSeries[]) => uncompressSnappy(remoteWriteBody(series), MAX);
const series = (labels: Record<string, string>): WrittenSeries => ({
  labels: { __name__: 'up', ...labels },
  samples: [[1_700_000_000_000, 1.5]],
});

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof AppError) return `${thrown.kind}: ${thrown.message}`;
    throw thrown;
  }
  return 'accepted';
}

describe('enforceWrite', () => {
  it('sets what is missing and keeps what is right, samples untouched', () => {
    expect(enforceWrite(plain(series({})), acme)).toEqual(plain(series({ namespace: 'acme' })));
    expect(enforceWrite(plain(series({ namespace: 'acme', zone: 'x' })), acme)).toEqual(
      plain(series({ namespace: 'acme', zone: 'x' })),
    );
    expect(enforceWrite(plain(series({ namespace: 'acme-b' })), both)).toEqual(
      plain(series({ namespace: 'acme-b' })),
    );
    expect(enforceWrite(plain(series({ namespace: '' })), acme)).toEqual(
      plain(series({ namespace: 'acme' })),
    );
  });

  it.each([
    [
      'a label of another tenant',
      () => enforceWrite(plain(series({ namespace: 'globex' })), acme),
      /namespace="globex", which is outside/,
    ],
    [
      'one foreign series among good ones',
      () => enforceWrite(plain(series({}), series({ namespace: 'globex' })), acme),
      /outside the scope; nothing was stored/,
    ],
    [
      'no label where the scope leaves a choice',
      () => enforceWrite(plain(series({})), both),
      /no label namespace/,
    ],
    [
      'half a message',
      () => enforceWrite(plain(series({})).subarray(0, 9), acme),
      /not the protobuf message/,
    ],
    [
      'remote write 2.0',
      () => enforceWrite(Buffer.from([0x22, 0x01, 0x61]), acme),
      /unknown field 4/,
    ],
    [
      'a label that is not UTF-8',
      () =>
        enforceWrite(
          bytesField(1, bytesField(1, Buffer.concat([bytesField(1, Buffer.from([0xff]))]))),
          acme,
        ),
      /not UTF-8/,
    ],
    [
      'a label that is a number',
      () => enforceWrite(bytesField(1, varintField(1, 7)), acme),
      /not the protobuf message/,
    ],
    [
      'too many labels',
      () =>
        enforceWrite(
          plain(series(Object.fromEntries(Array.from({ length: 256 }, (_, n) => [`l${n}`, 'v'])))),
          acme,
        ),
      /more than 256 labels/,
    ],
    ['garbage', () => enforceWrite(Buffer.from('hello there, proxy'), acme), /invalid/],
  ])('refuses %s', (_, run, message) => {
    expect(refusal(run)).toMatch(message);
  });

  it('drops fields that it does not know, and keeps the others to the bit', () => {
    const label = (name: string, value: string) =>
      bytesField(
        1,
        Buffer.concat([bytesField(1, Buffer.from(name)), bytesField(2, Buffer.from(value))]),
      );
    const sample = Buffer.concat([doubleField(1, Number.NaN), varintField(2, -1)]);
    const exemplar = Buffer.concat([label('trace_id', 'x'), doubleField(2, 1), varintField(3, 5)]);
    const histogram = Buffer.concat([varintField(1, 1), doubleField(3, 2), varintField(15, 5)]);
    const written = (more: Buffer, first: readonly Buffer[]) =>
      bytesField(
        1,
        Buffer.concat([
          ...first,
          label('zone', 'a'),
          bytesField(2, Buffer.concat([sample, more])),
          bytesField(3, Buffer.concat([exemplar, more])),
          bytesField(4, Buffer.concat([histogram, more])),
          more,
        ]),
      );
    const unknown = bytesField(99, Buffer.from('globex'));
    expect(enforceWrite(written(unknown, []), acme)).toEqual(
      written(Buffer.alloc(0), [label('namespace', 'acme')]),
    );
  });

  it('sorts labels by the bytes of their names', () => {
    const names = ['\u{1f600}', '\uffee', 'Ä', 'a'];
    const out = enforceWrite(
      plain({ labels: Object.fromEntries(names.map((n) => [n, 'v'])), samples: [] }),
      acme,
    );
    const at = ['a', 'namespace', 'Ä', '\uffee', '\u{1f600}'].map((name) =>
      out.indexOf(`${name}\x12`),
    );
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(at).not.toContain(-1);
  });

  it('takes exact pairs where the matchers alone would reach further', () => {
    const pair = (cluster: string, namespace: string): readonly EnforcedMatcher[] => [
      { name: 'cluster', op: '=', value: cluster },
      { name: 'namespace', op: '=', value: namespace },
    ];
    const pairs: WriteScope = {
      matchers: [],
      labels: { kind: 'any-of', groups: [pair('eu', 'shop'), pair('us', 'blog')] },
    };
    const request = (cluster: string, namespace: string) => plain(series({ cluster, namespace }));
    expect(enforceWrite(request('us', 'blog'), pairs)).toEqual(request('us', 'blog'));
    expect(refusal(() => enforceWrite(request('us', 'shop'), pairs))).toContain(
      'outside the scope',
    );
    expect(refusal(() => enforceWrite(plain(series({})), pairs))).toContain('outside the scope');
  });

  it('lets no series out of the scope, whatever labels come', () => {
    const label = fc.oneof(fc.constant('namespace'), fc.string({ minLength: 1, maxLength: 5 }));
    const text = fc.oneof(fc.constantFrom('acme', 'globex', '', 'acme-a'), fc.string());
    fc.assert(
      fc.property(fc.array(fc.dictionary(label, text, { maxKeys: 5 }), { maxLength: 4 }), (all) => {
        const request = plain(...all.map((labels) => ({ labels, samples: [[1, 2]] as const })));
        const isForeign = all.some(
          ({ namespace }) => namespace !== undefined && namespace !== '' && namespace !== 'acme',
        );
        if (isForeign) {
          expect(refusal(() => enforceWrite(request, acme))).toMatch(/^invalid/);
          return;
        }
        const out = enforceWrite(request, acme).toString('latin1');
        expect(out.split('\x09namespace\x12\x04acme').length - 1).toBe(all.length);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe('snappy blocks', () => {
  it('come back as they went', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
        expect(uncompressSnappy(compressSnappy(bytes), MAX)).toEqual(Buffer.from(bytes));
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it.each([
    [
      'a declared length over the bound',
      Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0]),
      /^too_large/,
    ],
    ['an empty body', Buffer.alloc(0), /^invalid/],
    ['text', Buffer.from('hello'), /^invalid/],
    ['a block that ends early', remoteWriteBody([series({})]).subarray(0, 20), /^invalid/],
  ])('refuses %s', (_, block, message) => {
    expect(refusal(() => uncompressSnappy(block, MAX))).toMatch(message);
  });

  it('says the same of what it has seen before, and of what is like it in one scope alone', () => {
    const known = new WrittenLabels();
    const own = plain(series({ zone: 'a' }), series({ zone: 'b' }));
    const first = enforceWrite(own, acme, known);
    expect(enforceWrite(own, acme, known)).toEqual(first);
    expect(first).toEqual(enforceWrite(own, acme));
    const foreign = plain(series({ zone: 'a', namespace: 'globex' }));
    for (let time = 0; time < 2; time++) {
      expect(refusal(() => enforceWrite(foreign, acme, known))).toMatch(/^invalid: .*globex/);
    }
  });

  it('reads labels behind samples as well', () => {
    const label = (name: string, value: string) =>
      bytesField(
        1,
        Buffer.concat([bytesField(1, Buffer.from(name)), bytesField(2, Buffer.from(value))]),
      );
    const sample = bytesField(2, Buffer.concat([doubleField(1, 1), varintField(2, 1)]));
    const known = new WrittenLabels();
    const hidden = (namespace: string) =>
      bytesField(
        1,
        Buffer.concat([label('__name__', 'up'), sample, label('namespace', namespace)]),
      );
    const usual = bytesField(1, Buffer.concat([label('__name__', 'up'), sample]));
    enforceWrite(usual, acme, known);
    expect(refusal(() => enforceWrite(hidden('globex'), acme, known))).toMatch(/globex/);
    expect(enforceWrite(hidden('acme'), acme, known)).toEqual(enforceWrite(usual, acme));
  });
});
