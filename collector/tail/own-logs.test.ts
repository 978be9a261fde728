import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { labelsFrom } from '../../platform/model/labels.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import type { EntryBatch, EntrySink } from '../model/entry-batch.ts';
import { OwnLogs } from './own-logs.ts';

function setUp(maxWaiting = 100) {
  const clock = new VirtualClock();
  const shown: string[] = [];
  const batches: EntryBatch[] = [];
  const state = { isFull: false };
  const labels = labelsFrom([['tenant', 'acme']]);
  const through = { write: (line: string) => void shown.push(line) };
  const ownLogs = new OwnLogs({ through, clock, maxWaiting });
  const logger = createLogger({ level: 'info', destination: ownLogs });
  const sink: EntrySink = {
    append: async (batch) => {
      logger.info({}, 'the store says something');
      if (state.isFull) throw new AppError('unavailable', 'full');
      batches.push(batch);
      return { appended: 1, refused: [] };
    },
  };
  const stored = () => batches.flat().flatMap(({ entries }) => entries);
  const messages = () => stored().map(({ line }) => String(JSON.parse(line).msg));
  return { clock, shown, state, ownLogs, labels, logger, sink, batches, stored, messages };
}

describe('the own log as a stream', () => {
  it('is stored with its level, also what came before the store was there', async () => {
    const { clock, shown, ownLogs, labels, logger, sink, batches, stored } = setUp();
    logger.warn({ a: 1 }, 'early');
    logger.info({}, 'second');
    await clock.advance(5_000);
    ownLogs.connect(sink, labels);
    await clock.advance(1_000);
    expect(shown.length).toBe(3);
    expect(batches[0]?.[0]?.labels).toEqual(
      labelsFrom([
        ['job', 'tocsin'],
        ['tenant', 'acme'],
      ]),
    );
    expect(
      stored().map(({ line, metadata }) => [JSON.parse(line).msg, metadata?.get('detected_level')]),
    ).toEqual([
      ['early', 'warn'],
      ['second', 'info'],
    ]);
    expect(new Set(stored().map(({ timeNs }) => timeNs)).size).toBe(2);
  });

  it('adds one batch a second at most, whatever storing it logs', async () => {
    const { clock, ownLogs, labels, logger, sink, batches } = setUp();
    ownLogs.connect(sink, labels);
    logger.info({}, 'first');
    await clock.advance(10_000);
    expect(batches.length).toBeLessThanOrEqual(10);
    expect(batches.every((batch) => batch.flatMap(({ entries }) => entries).length === 1)).toBe(
      true,
    );
  });

  it('lets lines go while nothing is taken, and says so afterwards', async () => {
    const { clock, shown, state, ownLogs, labels, logger, sink, messages } = setUp(3);
    ownLogs.connect(sink, labels);
    state.isFull = true;
    for (let n = 0; n < 10; n++) logger.info({}, `line ${n}`);
    await clock.advance(60_000);
    expect(messages()).toEqual([]);
    expect(shown.length).toBeGreaterThan(10);
    state.isFull = false;
    await clock.advance(30_000);
    expect(messages().slice(0, 3)).toEqual(['line 0', 'line 1', 'line 2']);
    expect(messages()).toContain('lines of the own log were not stored');
    expect(ownLogs.dropped).toBeGreaterThanOrEqual(7);
  });

  it('sends what waits when the service ends, and nothing after it', async () => {
    const { clock, ownLogs, labels, logger, sink, messages } = setUp();
    ownLogs.connect(sink, labels);
    logger.info({}, 'last');
    await ownLogs.drain();
    await ownLogs.stop();
    logger.info({}, 'too late');
    await clock.advance(5_000);
    expect(messages()).toEqual(['last']);
  });
});
