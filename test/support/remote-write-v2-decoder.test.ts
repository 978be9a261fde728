import { describe, expect, it } from 'vitest';
import {
  bytesField,
  doubleField,
  encodeV2,
  varintField,
  type WireRequest,
} from './remote-write-v2-body.ts';
import { decodeV2 } from './remote-write-v2-decoder.ts';

const symbols = ['', '__name__', 'up', 'job', 'a', 'trace_id', 'x', 'Is it up?', 'bytes'];
const histogram = Buffer.concat([
  varintField(1, 3),
  doubleField(3, 1.5),
  bytesField(11, Buffer.concat([varintField(1, 0), varintField(2, 2)])),
  bytesField(12, Buffer.from([2, 0])),
  varintField(15, 1_000),
  varintField(17, 500),
]);
const full: WireRequest = {
  symbols,
  series: [
    {
      labelsRefs: [1, 2, 3, 4],
      samples: [
        [1.5, 1_000],
        [-2, -1, 500],
      ],
      exemplars: [{ labelsRefs: [5, 6], value: 7, atMs: 9 }],
      metadata: { type: 2, helpRef: 7, unitRef: 8 },
      createdMs: 400,
    },
    { labelsRefs: [1, 2], histograms: [histogram] },
  ],
};

describe('the decoder that judges remote write 2.0', () => {
  it('reads every part of a request', () => {
    expect(decodeV2(encodeV2(full))).toEqual({
      symbols,
      series: [
        {
          labels: { __name__: 'up', job: 'a' },
          samples: [
            { value: 1.5, atMs: 1_000, startMs: 0 },
            { value: -2, atMs: -1, startMs: 500 },
          ],
          histograms: [],
          exemplars: [{ labels: { trace_id: 'x' }, value: 7, atMs: 9 }],
          metadata: { type: 2, help: 'Is it up?', unit: 'bytes' },
          createdMs: 400,
        },
        {
          labels: { __name__: 'up' },
          samples: [],
          histograms: [histogram],
          exemplars: [],
          metadata: null,
          createdMs: 0,
        },
      ],
    });
  });

  it('reads bytes that were written down by hand from the schema', () => {
    const bytes = Buffer.from(
      '2200 2202 6161 2201 62 2a12 0a02 0102 120c 09 000000000000f83f 10 e807'.replaceAll(' ', ''),
      'hex',
    );
    expect(decodeV2(bytes).series).toMatchObject([
      { labels: { aa: 'b' }, samples: [{ value: 1.5, atMs: 1_000 }] },
    ]);
  });

  const one = (labelsRefs: readonly number[], table: readonly string[] = symbols): WireRequest => ({
    symbols: table,
    series: [{ labelsRefs }],
  });
  it.each<[string, WireRequest, string]>([
    ['no symbols', one([1, 2], []), 'the first symbol is not empty'],
    ['no empty symbol', one([0, 1], ['a', 'b']), 'the first symbol is not empty'],
    ['a symbol twice', one([1, 2], ['', 'a', 'a']), 'a symbol is there twice'],
    ['no labels', one([]), 'a series has no labels'],
    ['a name alone', one([1]), 'an odd number of references'],
    ['a reference beyond the table', one([1, 99]), 'there is no symbol 99'],
    ['an empty name', one([0, 2]), 'a label name or value is empty'],
    ['an empty value', one([1, 0]), 'a label name or value is empty'],
    ['labels out of order', one([3, 4, 1, 2]), 'label names are not sorted'],
    ['a label twice', one([1, 2, 1, 4]), 'label names are not sorted'],
    [
      'a field of 1.0',
      { symbols, series: [], more: bytesField(1, Buffer.alloc(0)) },
      'field 1 is not of this message',
    ],
    [
      'an unknown field of a histogram',
      { symbols, series: [{ labelsRefs: [1, 2], histograms: [varintField(18, 1)] }] },
      'field 18 is not of this message',
    ],
    [
      'an exemplar with a label twice',
      {
        symbols,
        series: [
          { labelsRefs: [1, 2], exemplars: [{ labelsRefs: [5, 6, 5, 2], value: 1, atMs: 1 }] },
        ],
      },
      'an exemplar has a label twice',
    ],
  ])('refuses %s', (_, request, why) => {
    expect(() => decodeV2(encodeV2(request))).toThrow(why);
  });
});
