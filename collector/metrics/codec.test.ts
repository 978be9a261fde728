import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../test/support/property-runs.ts';
import { ChunkDecoder } from './chunk-decoder.ts';
import { CHUNK_SAMPLES, CHUNK_SPAN_MS, type EncodedChunk, OpenChunks } from './open-chunks.ts';
import { SampleColumns } from './sample-columns.ts';
import { HI, LO, STALE_HI, STALE_LO } from './sample-words.ts';

interface Sample {
  readonly time: number;
  readonly hi: number;
  readonly lo: number;
}

const scratch = new DataView(new ArrayBuffer(8));
function sample(time: number, value: number): Sample {
  scratch.setFloat64(0, value);
  return { time, hi: scratch.getInt32(0), lo: scratch.getInt32(4) };
}

/** Through slot 1 of two, so that slots are seen not to touch each other. */
function encode(samples: readonly Sample[]): EncodedChunk[] {
  const open = new OpenChunks();
  open.resize(2);
  const chunks: EncodedChunk[] = [];
  const take = () => {
    const chunk = open.snapshot(1);
    if (chunk !== null) chunks.push(chunk);
    open.reset(1, false);
  };
  for (const { time, hi, lo } of samples) {
    if (!open.isClosedFor(0, time)) open.append(0, time, ~hi, ~lo);
    else open.reset(0, true);
    if (open.isClosedFor(1, time)) take();
    open.append(1, time, hi, lo);
  }
  take();
  return chunks;
}

function decode(chunks: readonly EncodedChunk[]): Sample[] {
  const decoder = new ChunkDecoder();
  const columns = new SampleColumns();
  for (const { data, count, t0 } of chunks) decoder.decode(data, count, t0, columns);
  return Array.from({ length: columns.length }, (_, at) => ({
    time: columns.times[at] ?? 0,
    hi: columns.words[at * 2 + HI] ?? 0,
    lo: columns.words[at * 2 + LO] ?? 0,
  }));
}

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const value = fc.oneof(
  fc.tuple(word, word),
  fc.tuple(
    fc.constantFrom(0, STALE_HI, 0x7ff80000, 1, -1, -(2 ** 31)),
    fc.constantFrom(0, 1, 2, -1),
  ),
  fc.double().map((number) => [sample(0, number).hi, sample(0, number).lo] as const),
  fc.integer({ min: 0, max: 1000 }).map((number) => [sample(0, number).hi, sample(0, number).lo]),
);
const gap = fc.oneof(
  fc.constant(15_000),
  fc.integer({ min: 14_995, max: 15_005 }),
  fc.integer({ min: 1, max: 100_000 }),
  fc.integer({ min: 1, max: CHUNK_SPAN_MS + 5 }),
  fc.integer({ min: 1, max: 2 ** 41 }),
);
const series = fc
  .tuple(
    fc.integer({ min: -(2 ** 42), max: 2 ** 42 }),
    fc.array(fc.tuple(gap, value), { minLength: 1, maxLength: 400 }),
  )
  .map(([start, steps]) => {
    let time = start;
    return steps.map(([step, [hi, lo]]) => {
      time += step;
      return { time, hi: hi ?? 0, lo: lo ?? 0 };
    });
  });

describe('chunks', () => {
  it('give back every bit of what was put in', () => {
    fc.assert(
      fc.property(series, (samples) => {
        const chunks = encode(samples);
        expect(decode(chunks)).toEqual(samples);
        for (const { t0, t1, count } of chunks) {
          expect(count).toBeLessThanOrEqual(CHUNK_SAMPLES);
          expect(t1 - t0).toBeLessThanOrEqual(CHUNK_SPAN_MS);
        }
      }),
      propertyRuns(300, 20_000),
    );
  });

  const kinds: readonly { name: string; bytes: number; valueAt: (n: number) => number }[] = [
    { name: 'constants', bytes: 0.4, valueAt: () => 42 },
    { name: 'integer counters', bytes: 2.2, valueAt: (n) => n * 7 },
    { name: 'float counters', bytes: 8, valueAt: (n) => n * 0.137 },
  ];
  for (const { name, bytes, valueAt } of kinds) {
    it(`are small: ${name}`, () => {
      const samples = Array.from({ length: 1200 }, (_, n) =>
        sample(1_700_000_000_000 + n * 15_000, valueAt(n)),
      );
      const total = encode(samples).reduce((sum, { data }) => sum + data.length, 0);
      expect(total / samples.length).toBeLessThan(bytes);
    });
  }

  it('say which samples are markers of staleness, and only those', () => {
    const columns = new SampleColumns();
    columns.push(1, 0x7ff80000, 0);
    expect(columns.between(0, 9)?.stale).toBeNull();
    columns.push(2, STALE_HI, STALE_LO);
    columns.push(3, STALE_HI, 3);
    expect(columns.between(0, 9)?.stale).toEqual(new Uint8Array([0, 1, 0]));
    expect(columns.between(3, 9)?.stale).toBeNull();
    expect(columns.between(2, 2)?.times).toEqual(new Float64Array([2]));
    expect(columns.between(4, 9)).toBeNull();
  });
});
