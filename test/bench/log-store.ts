import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { EntryBatch, LogEntry } from '../../collector/model/entry-batch.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { labelsFrom } from '../../platform/model/labels.ts';
import { ALL_TIME, openLogStores, restless } from '../support/log-stores.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { type BenchFigure, spreadOf } from './figure.ts';

const STREAMS = 20;
const LINES_PER_STREAM = 250;
const BATCHES = 60;
const ROUNDS = 3;
const NS_PER_MS = 1_000_000n;
const LEVEL = new Map([['detected_level', 'info']]);
const MEGABYTE = 1_000_000;

interface Round {
  readonly ingestMbPerS: number;
  readonly readMbPerS: number;
  readonly diskPart: number;
  readonly reopenMs: number;
  readonly longestAppendMs: number;
}

/**
 * The log store alone: batches of 20 streams with 250 access-log lines each (about 0.75 MB), journal
 * and blocks included, until all is in blocks; then all of it read block after block, and opened
 * again with what was in the journal.
 */
export async function benchLogStore(): Promise<readonly BenchFigure[]> {
  const batches = makeBatches();
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(batches));
  return [
    figure(
      'log store: ingest',
      'MB/s',
      rounds.map(({ ingestMbPerS }) => ingestMbPerS),
      60,
    ),
    figure(
      'log store: read back',
      'MB/s',
      rounds.map(({ readMbPerS }) => readMbPerS),
      500,
    ),
    figure(
      'log store: bytes on disk per byte of text',
      '',
      rounds.map(({ diskPart }) => diskPart),
    ),
    figure(
      'log store: open with 40 MB in the journal',
      'ms',
      rounds.map(({ reopenMs }) => reopenMs),
    ),
    figure(
      'log store: longest append',
      'ms',
      rounds.map(({ longestAppendMs }) => longestAppendMs),
    ),
  ];
}

async function measure(batches: readonly EntryBatch[]): Promise<Round> {
  const folder = tempFolder('bench-logs');
  try {
    const stores = await openLogStores({ folder, clock: systemClock });
    const sink = stores.sinkOf('acme');
    let longestAppendMs = 0;
    const started = performance.now();
    for (const batch of batches) {
      const from = performance.now();
      const { refused } = await sink.append(batch);
      if (refused.length > 0) throw new Error(`lines were refused: ${refused[0]?.message}`);
      longestAppendMs = Math.max(longestAppendMs, performance.now() - from);
    }
    await stores.flush();
    const seconds = (performance.now() - started) / 1000;
    const { rawBytes = 0 } = stores.stats().get('acme') ?? {};
    await stores.stop();
    const diskBytes = statSync(join(folder, 'embedded', 'acme', 'logs', 'blocks.db')).size;
    const readMbPerS = await readBack(folder);
    const reopenMs = await reopen(folder, batches);
    const ingestMbPerS = rawBytes / MEGABYTE / seconds;
    return { ingestMbPerS, readMbPerS, diskPart: diskBytes / rawBytes, reopenMs, longestAppendMs };
  } finally {
    removeFolder(folder);
  }
}

async function readBack(folder: string): Promise<number> {
  const stores = await openLogStores({ folder, clock: systemClock });
  const started = performance.now();
  const ask = { matchers: [], ...ALL_TIME };
  let bytes = 0;
  for (const { blocks } of await stores.sourceOf(['acme']).select(ask, restless)) {
    for (const block of blocks) {
      const { text, ends } = block.read();
      bytes += ends.length > 0 ? text.length : 0;
    }
  }
  const seconds = (performance.now() - started) / 1000;
  await stores.stop();
  return bytes / MEGABYTE / seconds;
}

/** Of a store whose blocks are never cut, so that all lines come from the journal. */
async function reopen(folder: string, batches: readonly EntryBatch[]): Promise<number> {
  const setup = {
    folder: join(folder, 'again'),
    clock: systemClock,
    storage: { blockBytes: 2 ** 30, journalBytes: 2 ** 30, maxHeadBytes: 2 ** 30 },
  };
  const first = await openLogStores(setup);
  for (const batch of batches) await first.sinkOf('acme').append(batch);
  await first.stop();
  const started = performance.now();
  const second = await openLogStores(setup);
  const reopenMs = performance.now() - started;
  await second.stop();
  return reopenMs;
}

/** Ascending lines from half an hour ago on. */
function makeBatches(): readonly EntryBatch[] {
  const startNs = BigInt(systemClock.nowMs() - 1_800_000) * NS_PER_MS;
  const streams = Array.from({ length: STREAMS }, (_, stream) =>
    labelsFrom([
      ['app', `shop-${stream}`],
      ['namespace', 'acme'],
      ['pod', `shop-${stream}-7d9c5b6f4-x${stream}`],
    ]),
  );
  let count = 0;
  return Array.from({ length: BATCHES }, () =>
    streams.map((labels) => ({
      labels,
      entries: Array.from({ length: LINES_PER_STREAM }, (): LogEntry => {
        count += 1;
        return { timeNs: startNs + BigInt(count * 1_000), line: lineOf(count), metadata: LEVEL };
      }),
    })),
  );
}

function lineOf(n: number): string {
  const hash = Math.imul(n, 2_654_435_761) >>> 0;
  return `10.${hash & 255}.${(hash >> 8) & 255}.${n % 250} - - "GET /api/v1/orders/${hash}?page=${n % 40} HTTP/1.1" ${n % 50 === 0 ? 500 : 200} ${hash % 9_000} "-" "Mozilla/5.0 (X11; Linux x86_64)" rt=0.${hash % 997}`;
}

function figure(
  name: string,
  unit: string,
  values: readonly number[],
  atLeast: number | null = null,
): BenchFigure {
  const spread = spreadOf(values);
  return {
    name,
    value: spread.median,
    unit,
    peer: null,
    peerValue: null,
    ratio: null,
    goal: atLeast === null ? null : `at least ${atLeast}`,
    met: atLeast === null ? null : spread.median >= atLeast,
    spread,
  };
}
