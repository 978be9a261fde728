import { describe, expect, it } from 'vitest';
import type { Batch } from './state.ts';
import { frozenBatch, type PendingBatch, sizeOfBatch, WriterQueue } from './writer-queue.ts';

const batch = (name: string, parameters: Batch['statements'][0]['parameters'] = []): Batch => ({
  name,
  statements: [{ name: 'x.insert', sql: 'INSERT', parameters, expect: 'one' }],
});
const pending = (name: string, sizeBytes = 10): PendingBatch => ({
  batch: batch(name),
  sizeBytes,
  resolve: () => undefined,
  reject: () => undefined,
});

describe('WriterQueue', () => {
  it('gives each batch out once and takes answers from the oldest', () => {
    const queue = new WriterQueue({ maxBatches: 10, maxBytes: 1_000 });
    queue.push(pending('acme.1'));
    queue.push(pending('globex.1'));
    expect(queue.takeUnposted().map(({ name }) => name)).toEqual(['acme.1', 'globex.1']);
    queue.push(pending('acme.2'));
    expect(queue.takeUnposted().map(({ name }) => name)).toEqual(['acme.2']);
    expect(queue.takeOldest(2).map((one) => one.batch.name)).toEqual(['acme.1', 'globex.1']);
    expect([queue.batches, queue.posted, queue.bytes]).toEqual([1, 1, 10]);
  });

  it('refuses over the number and over the size, but always takes one', () => {
    const byNumber = new WriterQueue({ maxBatches: 1, maxBytes: 1_000 });
    byNumber.push(pending('a'));
    expect(() => byNumber.push(pending('b'))).toThrow('"b" was not taken');
    const bySize = new WriterQueue({ maxBatches: 10, maxBytes: 100 });
    bySize.push(pending('a', 5_000));
    expect(() => bySize.push(pending('b'))).toThrow('waiting to be written');
  });
});

describe('frozenBatch', () => {
  it('copies bytes out of a shared pool and counts them', () => {
    const view = Buffer.from('abcdef').subarray(1, 3);
    const frozen = frozenBatch(batch('x', [view, 'text', 1, null]));
    view.fill(0);
    const [bytes] = frozen.statements[0]?.parameters ?? [];
    expect(bytes).toEqual(new Uint8Array([98, 99]));
    expect(sizeOfBatch(frozen)).toBe(64 + 6 + 2 + 8 + 8 + 8);
  });
});
