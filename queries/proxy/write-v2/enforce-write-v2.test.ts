import { describe, expect, it } from 'vitest';
import { AppError } from '../../../platform/errors/app-error.ts';
import {
  bytesField,
  doubleField,
  encodeV2,
  varintField,
  type WireRequest,
  type WireSeries,
} from '../../../test/support/remote-write-v2-body.ts';
import { decodeV2 } from '../../../test/support/remote-write-v2-decoder.ts';
import type { EnforcedMatcher } from '../../scope/enforced-matcher.ts';
import type { WriteScope } from '../write-scope.ts';
import { enforceWriteV2, MAX_SERIES } from './enforce-write-v2.ts';
import { MAX_SYMBOLS } from './request-symbols.ts';

const scopeOf = (matchers: readonly EnforcedMatcher[]): WriteScope => ({
  matchers,
  labels: { kind: 'any-of', groups: [matchers] },
});
const acme = scopeOf([{ name: 'namespace', op: '=', value: 'acme' }]);
const both = scopeOf([{ name: 'namespace', op: '=~', values: ['acme-a', 'acme-b'] }]);
const platform: WriteScope = { matchers: [], labels: { kind: 'everything' } };

/** Symbols of the tests, by place. */
const SYMBOLS = ['', '__name__', 'up', 'namespace', 'acme', 'globex', 'zone', 'acme-b', 'secret'];
const EMPTY = 0;
const NAME = 1;
const UP = 2;
const NAMESPACE = 3;
const ACME = 4;
const GLOBEX = 5;
const ZONE = 6;
const ACME_B = 7;
const SECRET = 8;

const request = (...series: readonly WireSeries[]): Buffer =>
  encodeV2({ symbols: SYMBOLS, series });
const sampled = (...labelsRefs: number[]): WireSeries => ({
  labelsRefs,
  samples: [[1.5, 1_700_000_000_000]],
});
const enforced = (bytes: Buffer, scope: WriteScope = acme) =>
  decodeV2(enforceWriteV2(bytes, scope));
const labelsOf = (bytes: Buffer, scope?: WriteScope) =>
  enforced(bytes, scope).series.map(({ labels }) => labels);

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof AppError) return `${thrown.kind}: ${thrown.message}`;
    throw thrown;
  }
  return 'accepted';
}

describe('enforceWriteV2', () => {
  it.each<[string, WireSeries, WriteScope, Record<string, string>]>([
    ['sets what is missing', sampled(NAME, UP), acme, { __name__: 'up', namespace: 'acme' }],
    [
      'sets it at its place in the order',
      sampled(NAME, UP, ZONE, UP),
      acme,
      { __name__: 'up', namespace: 'acme', zone: 'up' },
    ],
    [
      'keeps what is right',
      sampled(NAME, UP, NAMESPACE, ACME),
      acme,
      { __name__: 'up', namespace: 'acme' },
    ],
    [
      'keeps what is one of several',
      sampled(NAME, UP, NAMESPACE, ACME_B),
      both,
      { __name__: 'up', namespace: 'acme-b' },
    ],
    [
      'takes an empty value for none',
      sampled(NAME, UP, NAMESPACE, EMPTY, ZONE, EMPTY),
      acme,
      { __name__: 'up', namespace: 'acme' },
    ],
    [
      'lets the platform write anything',
      sampled(NAME, UP, NAMESPACE, GLOBEX),
      platform,
      { __name__: 'up', namespace: 'globex' },
    ],
  ])('%s', (_, series, scope, labels) => {
    expect(labelsOf(request(series), scope)).toEqual([labels]);
  });

  it('keeps samples, histograms and exemplars to the bit, and the type of metadata', () => {
    const stale = Buffer.alloc(8);
    stale.writeBigUInt64LE(0x7ff0000000000002n);
    const sample = Buffer.concat([Buffer.from([9]), stale, varintField(2, -5), varintField(3, 4)]);
    const histogram = Buffer.concat([
      varintField(1, 3),
      doubleField(3, 1.5),
      varintField(4, 6),
      bytesField(11, Buffer.concat([varintField(1, 1), varintField(2, 2)])),
      bytesField(12, Buffer.from([2, 0])),
      varintField(15, 1_000),
      varintField(17, 500),
    ]);
    const out = enforceWriteV2(
      request({
        labelsRefs: [NAME, UP],
        histograms: [histogram],
        exemplars: [{ labelsRefs: [ZONE, SECRET], value: 7, atMs: -9 }],
        metadata: { type: 3, helpRef: UP, unitRef: EMPTY },
        createdMs: 77,
        more: bytesField(2, sample),
      }),
      acme,
    );
    expect(out.includes(sample)).toBe(true);
    expect(decodeV2(out).series).toMatchObject([
      {
        histograms: [histogram],
        exemplars: [{ labels: { zone: 'secret' }, value: 7, atMs: -9 }],
        metadata: { type: 3, help: '', unit: '' },
        createdMs: 77,
      },
    ]);
  });

  it('sends no text that no label refers to, and each of the others once', () => {
    const metadata = { type: 1, helpRef: SECRET, unitRef: GLOBEX };
    const bytes = request(
      { ...sampled(NAME, UP), metadata },
      { ...sampled(NAME, UP, ZONE, ACME), metadata },
    );
    expect(enforced(bytes).symbols).toEqual(['', '__name__', 'up', 'namespace', 'acme', 'zone']);
  });

  it('drops fields that it does not know, wherever they are', () => {
    const unknown = bytesField(99, Buffer.from('globex'));
    const bytes = encodeV2({
      symbols: SYMBOLS,
      series: [
        {
          labelsRefs: [NAME, UP],
          histograms: [Buffer.concat([varintField(15, 1), unknown])],
          more: Buffer.concat([
            unknown,
            bytesField(2, Buffer.concat([doubleField(1, 2), unknown])),
            bytesField(4, Buffer.concat([doubleField(2, 2), unknown])),
            bytesField(5, Buffer.concat([varintField(1, 2), unknown])),
          ]),
        },
      ],
      more: unknown,
    });
    const out = enforceWriteV2(bytes, acme);
    expect(out.includes('globex')).toBe(false);
    expect(decodeV2(out).series).toMatchObject([
      { samples: [{ value: 2 }], exemplars: [{ value: 2 }], metadata: { type: 2 } },
    ]);
  });

  it('reads references one by one as well as packed, and symbols after the series', () => {
    const series = Buffer.concat([
      varintField(1, NAME),
      varintField(1, UP),
      bytesField(2, Buffer.alloc(0)),
    ]);
    const symbols = SYMBOLS.map((symbol) => bytesField(4, Buffer.from(symbol)));
    const bytes = Buffer.concat([bytesField(5, series), ...symbols]);
    expect(labelsOf(bytes)).toEqual([{ __name__: 'up', namespace: 'acme' }]);
  });

  it('puts names beyond ASCII behind tenancy labels, in the order of their bytes', () => {
    const symbols = ['', 'Ä', '\u{1f600}', '\uffee', 'v'];
    const bytes = encodeV2({ symbols, series: [sampled(1, 4, 3, 4, 2, 4)] });
    expect(Object.keys(labelsOf(bytes)[0] ?? {})).toEqual([
      'namespace',
      'Ä',
      '\uffee',
      '\u{1f600}',
    ]);
  });

  it('takes a request of nothing', () => {
    expect(enforced(Buffer.alloc(0)).series).toEqual([]);
    expect(enforced(encodeV2({ symbols: SYMBOLS, series: [] })).symbols).toEqual(['']);
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
    const of = (cluster: string, namespace: string) =>
      encodeV2({
        symbols: ['', 'cluster', cluster, 'namespace', namespace],
        series: [sampled(1, 2, 3, 4)],
      });
    expect(labelsOf(of('us', 'blog'), pairs)).toEqual([{ cluster: 'us', namespace: 'blog' }]);
    expect(refusal(() => enforced(of('us', 'shop'), pairs))).toContain('outside the scope');
    expect(refusal(() => enforced(request(sampled(NAME, UP)), pairs))).toContain(
      'outside the scope',
    );
  });
});

describe('enforceWriteV2 refuses', () => {
  const bare = (symbols: WireRequest['symbols'], ...labelsRefs: number[]) =>
    encodeV2({ symbols, series: [sampled(...labelsRefs)] });
  const exemplar = (...labelsRefs: number[]) =>
    request({ ...sampled(NAME, UP), exemplars: [{ labelsRefs, value: 1, atMs: 1 }] });
  const help = (helpRef: number) =>
    request({ ...sampled(NAME, UP), metadata: { type: 1, helpRef, unitRef: 0 } });
  const many = Array.from({ length: 257 }, () => [NAME, UP]).flat();

  it.each<[string, Buffer, RegExp]>([
    ['a label of another tenant', request(sampled(NAMESPACE, GLOBEX)), /namespace="globex", which/],
    [
      'one foreign series among good ones',
      request(sampled(NAME, UP), sampled(NAMESPACE, GLOBEX), sampled(NAME, UP)),
      /outside the scope; nothing was stored/,
    ],
    ['no labels', request(sampled()), /a series without labels/],
    ['a name without a value', request(sampled(NAME, UP, ZONE)), /name without a value/],
    ['a reference to no symbol', request(sampled(NAME, 99)), /symbol 99 where there are 9/],
    ['a negative reference', request(sampled(NAME, -1)), /a reference to symbol/],
    ['a reference beyond 32 bits to a symbol', request(sampled(NAME, 2 ** 32 + UP)), /reference/],
    ['labels out of order', request(sampled(ZONE, UP, NAME, UP)), /"__name__" out of order/],
    ['a label twice', request(sampled(NAME, UP, NAME, UP)), /"__name__" twice in a series/],
    [
      'a label twice under two symbols',
      bare(['', 'namespace', 'acme', 'namespace', 'globex'], 1, 2, 3, 4),
      /"namespace" twice in a series/,
    ],
    ['a label twice, the first empty', request(sampled(NAME, EMPTY, NAME, UP)), /twice/],
    ['a label without a name', request(sampled(EMPTY, UP)), /a label without a name/],
    ['a name that is too long', bare(['', 'n'.repeat(1_025), 'v'], 1, 2), /more than 1024/],
    ['too many labels', request(sampled(...many)), /more than 256 labels/],
    ['text that is not UTF-8', bare(['', 'n', Buffer.from([0xff])], 1, 2), /not UTF-8/],
    ['a table that begins with a text', bare(['a', 'b'], 0, 1), /first symbol that is not empty/],
    ['an exemplar with a bad reference', exemplar(ZONE, 99), /symbol 99/],
    ['an exemplar with a label twice', exemplar(ZONE, UP, ZONE, ACME), /twice in an exemplar/],
    ['an exemplar with half a label', exemplar(ZONE), /name without a value/],
    ['metadata with a bad reference', help(99), /symbol 99/],
    ['a request of 1.0', bytesField(1, Buffer.alloc(3)), /field 1, which is of remote write 1.0/],
    ['half a message', request(sampled(NAME, UP)).subarray(0, -3), /not the protobuf message/],
    ['a series that is a number', varintField(5, 1), /not the protobuf message/],
    [
      'a sample that is a number',
      request({ labelsRefs: [NAME, UP], more: varintField(2, 1) }),
      /not/,
    ],
    ['garbage', Buffer.from('hello there, proxy'), /^invalid/],
  ])('%s', (_, bytes, message) => {
    const said = refusal(() => enforceWriteV2(bytes, acme));
    expect(said).toMatch(message);
    expect(said).toMatch(/^invalid: /);
  });

  it('no label where the scope leaves a choice', () => {
    expect(refusal(() => enforced(request(sampled(NAME, UP)), both))).toMatch(/no label namespace/);
  });

  it('more series and symbols than are taken', () => {
    const one = bytesField(5, bytesField(1, Buffer.from([NAME, UP])));
    const head = encodeV2({ symbols: SYMBOLS, series: [] });
    const series = Buffer.concat([head, ...Array.from({ length: MAX_SERIES + 1 }, () => one)]);
    expect(refusal(() => enforceWriteV2(series, acme))).toMatch(/more than 200000 series/);
    const symbols = Buffer.alloc(2 * MAX_SYMBOLS + 2);
    for (let at = 0; at < symbols.length; at += 2) symbols[at] = 0x22;
    expect(refusal(() => enforceWriteV2(symbols, acme))).toMatch(/more than 1000000 symbols/);
  });
});
