import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MetricStore } from '../../collector/metrics/metric-store.ts';
import type { ReadMatcher, ReadSeries, ReadTurn } from '../../collector/metrics/read-port.ts';
import type { MetricStoreLimits } from '../../collector/metrics/store-limits.ts';
import type { SampleBatch } from '../../collector/model/sample-batch.ts';
import { DiskRoom } from '../../collector/storage/disk-room.ts';
import { JournalSyncer } from '../../collector/storage/journal-syncer.ts';
import { nodeFiles } from '../../collector/storage/node-files.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { type Labels, labelsFromObject } from '../../platform/model/labels.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { FailingFiles } from './failing-files.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';

/** Folders of tenants' metric stores, on a clock and files that a test decides about. */
export class MetricStoreWorld {
  readonly folder: string;
  readonly clock = new VirtualClock();
  readonly files = new FailingFiles(nodeFiles);
  readonly lines: string[] = [];
  readonly logger = createLogger({
    level: 'info',
    destination: { write: (line: string) => void this.lines.push(line) },
  });
  readonly room: DiskRoom;

  /** @param folder of its own when absent */
  constructor(folder = tempFolder('metric-store')) {
    this.folder = folder;
    const { files, clock, logger } = this;
    this.room = new DiskRoom({ folder, files, clock, logger, minFreeBytes: 0, retryMs: 5_000 });
  }

  /** A store opened anew; one that was open before counts as killed. */
  open(tenant: string, limits: Partial<MetricStoreLimits> = {}): MetricStore {
    const folder = join(this.folder, tenant);
    mkdirSync(folder, { recursive: true });
    const { clock, logger, files, room } = this;
    const syncer = new JournalSyncer({ clock, logger });
    return new MetricStore({ folder, files, syncer, room, clock, logger, limits });
  }

  remove(): void {
    removeFolder(this.folder);
  }
}

/** One sample of a batch; `'stale'` is a marker. */
export type GivenSample = readonly [labels: Labels, timeMs: number, value: number | 'stale'];

export function batchOf(samples: readonly GivenSample[]): SampleBatch {
  const series = [...new Set(samples.map(([labels]) => labels))];
  const places = new Map(series.map((labels, at) => [labels, at]));
  const hasStale = samples.some(([, , value]) => value === 'stale');
  return {
    series,
    refs: Uint32Array.from(samples, ([labels]) => places.get(labels) ?? 0),
    times: Float64Array.from(samples, ([, time]) => time),
    values: Float64Array.from(samples, ([, , value]) => (value === 'stale' ? 0 : value)),
    stale: hasStale ? Uint8Array.from(samples, ([, , value]) => Number(value === 'stale')) : null,
  };
}

export function series(labels: Readonly<Record<string, string>>): Labels {
  return labelsFromObject(labels);
}

export function equals(name: string, value: string): ReadMatcher {
  return { name, op: '=', value, matches: (text) => text === value };
}

export function differs(name: string, value: string): ReadMatcher {
  return { name, op: '!=', value, matches: (text) => text !== value };
}

export function oneOf(name: string, ...values: readonly string[]): ReadMatcher {
  return { name, op: '=~', value: values.join('|'), matches: (text) => values.includes(text) };
}

export function noneOf(name: string, ...values: readonly string[]): ReadMatcher {
  return { name, op: '!~', value: values.join('|'), matches: (text) => !values.includes(text) };
}

/** A turn that always goes on, and counts what is held. */
export function freeTurn(): ReadTurn & { held: number; most: number } {
  const turn = {
    held: 0,
    most: 0,
    isDue: () => false,
    rest: () => Promise.resolve(),
    holdSamples: (count: number) => {
      turn.held += count;
      turn.most = Math.max(turn.most, turn.held);
    },
  };
  return turn;
}

/** What was read, as `[time, value]`, markers as `'stale'`. */
export function pointsOf(read: ReadSeries): (readonly [number, number | 'stale'])[] {
  return Array.from(read.times, (time, at) => [
    time,
    read.stale?.[at] === 1 ? 'stale' : (read.values[at] ?? 0),
  ]);
}
