import { join } from 'node:path';
import type { MetricStore } from '../../collector/metrics/metric-store.ts';
import { MetricStores } from '../../collector/metrics/metric-stores.ts';
import type { SampleBatch } from '../../collector/model/sample-batch.ts';
import { DiskRoom } from '../../collector/storage/disk-room.ts';
import { JournalSyncer } from '../../collector/storage/journal-syncer.ts';
import { nodeFiles } from '../../collector/storage/node-files.ts';
import { TenantFolders } from '../../collector/storage/tenant-folders.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { type Labels, labelsFromObject } from '../../platform/model/labels.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { equals, freeTurn } from '../support/metric-store-world.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { type BenchFigure, type Spread, spreadOf } from './figure.ts';

const SERIES = 1_000;
const STEP_MS = 15_000;
/** 6 h, each a scrape of all series. */
const SCRAPES = 1_440;
const ROUNDS = 3;
const START_MS = Date.UTC(2026, 0, 1);

/** The embedded metric store alone: batches of a scrape each, with its journal and chunk file. */
export async function benchEmbeddedMetrics(): Promise<readonly BenchFigure[]> {
  const memory = spreadOf([await withStores((stores) => measureMemory(stores.store('acme')))]);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await withStores(runRound));
  const rate = spreadOf(rounds.map(({ samplesPerSecond }) => samplesPerSecond));
  const size = spreadOf(rounds.map(({ bytesPerSample }) => bytesPerSample));
  const read = spreadOf(rounds.map(({ readMs }) => readMs));
  return [
    figure('metric store: append, a scrape of 1,000 series at a time', 'samples/s', rate, {
      goal: 'at least 500,000',
      met: rate.median >= 500_000,
    }),
    figure('metric store: on disk, like node-exporter', 'bytes/sample', size, {
      goal: 'at most 3',
      met: size.median <= 3,
    }),
    figure('metric store: select of 1,000 series × 1 h', 'ms', read, { goal: null, met: null }),
    figure('metric store: memory of 10,000 series', 'bytes/series', memory, {
      goal: 'under 1,500',
      met: memory.median < 1_500,
    }),
  ];
}

interface Round {
  readonly samplesPerSecond: number;
  readonly bytesPerSample: number;
  readonly readMs: number;
}

async function withStores<Result>(
  work: (stores: MetricStores) => Promise<Result>,
): Promise<Result> {
  const folder = tempFolder('bench-embedded');
  const logger = createLogger({ level: 'silent' });
  const clock = systemClock;
  const stores = new MetricStores({
    folders: new TenantFolders(join(folder, 'tenants')),
    files: nodeFiles,
    syncer: new JournalSyncer({ clock, logger }),
    room: new DiskRoom({ folder, files: nodeFiles, clock, logger }),
    clock,
    logger,
    limitsOf: () => ({ maxAgeMs: null, maxAheadMs: null }),
  });
  try {
    return await work(stores);
  } finally {
    await stores.close();
    removeFolder(folder);
  }
}

async function runRound(stores: MetricStores): Promise<Round> {
  const store = stores.store('acme');
  const samplesPerSecond = await measureAppend(store);
  const readMs = await measureSelect(store);
  await store.checkpoint();
  const bytesPerSample = store.stats().bytesPerSample ?? Number.NaN;
  return { samplesPerSecond, bytesPerSample, readMs };
}

/** Making the batches is not counted; upkeep is, as it happens on the same thread. */
async function measureAppend(store: MetricStore): Promise<number> {
  const host = new HostSeries(SERIES);
  let spentMs = 0;
  for (let scrape = 0; scrape < SCRAPES; scrape++) {
    const batch = host.scrape(START_MS + scrape * STEP_MS);
    const startMs = performance.now();
    await store.append(batch);
    if (scrape % 100 === 99) await store.upkeep();
    spentMs += performance.now() - startMs;
  }
  return (SCRAPES * SERIES * 1_000) / spentMs;
}

async function measureSelect(store: MetricStore): Promise<number> {
  const maxMs = START_MS + (SCRAPES - 60) * STEP_MS;
  const times: number[] = [];
  for (let turn = 0; turn < 7; turn++) {
    const startMs = performance.now();
    const ask = { matchers: [equals('job', 'node')], minMs: maxMs - 3_600_000, maxMs };
    const found = await store.select(ask, freeTurn());
    times.push(performance.now() - startMs);
    if (found.length !== SERIES) throw new Error(`${found.length} series were found`);
  }
  return spreadOf(times).median;
}

/**
 * With 90 samples of each series, all in open chunks. The labels that the source
 * holds count as well, and without `--expose-gc` so does the garbage.
 */
async function measureMemory(store: MetricStore): Promise<number> {
  const series = 10_000;
  globalThis.gc?.();
  const before = usedBytes();
  await fill(store, series);
  globalThis.gc?.();
  return (usedBytes() - before) / series;
}

async function fill(store: MetricStore, series: number): Promise<void> {
  const host = new HostSeries(series);
  for (let scrape = 0; scrape < 90; scrape++) {
    await store.append(host.scrape(START_MS + scrape * STEP_MS));
  }
  await store.upkeep();
}

function usedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/**
 * Series as a host has them, in the shares that node-exporter 1.5 shows on a small machine: most
 * stand still, many counters are whole, processor times are multiples of 0.01.
 */
class HostSeries {
  readonly #labels: readonly Labels[];
  readonly #values: Float64Array;
  readonly #refs: Uint32Array;
  #seed = 7;

  constructor(count: number) {
    this.#labels = Array.from({ length: count }, (_, at) =>
      labelsFromObject({
        __name__: `node_${at % 250}_total`,
        instance: 'host-1:9100',
        job: 'node',
        device: `disk${Math.floor(at / 250)}`,
        environment: 'prod',
      }),
    );
    this.#values = Float64Array.from({ length: count }, (_, at) => at * 1_000);
    this.#refs = Uint32Array.from({ length: count }, (_, at) => at);
  }

  scrape(timeMs: number): SampleBatch {
    for (let at = 0; at < this.#values.length; at++) this.#move(at);
    return {
      series: this.#labels,
      refs: this.#refs,
      times: new Float64Array(this.#values.length).fill(timeMs),
      values: this.#values.slice(),
      stale: null,
    };
  }

  #move(at: number): void {
    const value = this.#values[at] ?? 0;
    const share = at % 100;
    if (share < 55) return;
    if (share < 75) this.#values[at] = value + Math.floor(this.#random() * 40);
    else if (share < 85) this.#values[at] = value + (this.#random() < 0.1 ? 1 : 0);
    else if (share < 93) {
      this.#values[at] = Math.round((value + this.#random() * 15) * 100) / 100;
    } else this.#values[at] = 4096 * Math.floor(400_000 + this.#random() * 500);
  }

  #random(): number {
    this.#seed = (Math.imul(this.#seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return this.#seed / 0x7fffffff;
  }
}

function figure(
  name: string,
  unit: string,
  spread: Spread,
  aim: { readonly goal: string | null; readonly met: boolean | null },
): BenchFigure {
  const nothing = { peer: null, peerValue: null, ratio: null };
  return { ...nothing, ...aim, name, unit, value: spread.median, spread };
}
