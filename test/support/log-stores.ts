import { join } from 'node:path';
import type { LogLimits, LogStorage } from '../../collector/logs/log-limits.ts';
import { DEFAULT_LOG_LIMITS, DEFAULT_LOG_STORAGE } from '../../collector/logs/log-limits.ts';
import { type LogSource, LogStores } from '../../collector/logs/log-stores.ts';
import type { LabelMatcher } from '../../collector/logs/stream-index.ts';
import type { LogEntry, StreamEntries } from '../../collector/model/entry-batch.ts';
import { DiskRoom } from '../../collector/storage/disk-room.ts';
import { JournalSyncer } from '../../collector/storage/journal-syncer.ts';
import { nodeFiles } from '../../collector/storage/node-files.ts';
import type { StorageFiles } from '../../collector/storage/storage-files.ts';
import { TenantFolders } from '../../collector/storage/tenant-folders.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import { createLogger } from '../../platform/observe/logger.ts';

export interface LogStoresSetup {
  readonly folder: string;
  readonly clock: Clock;
  readonly files?: StorageFiles;
  readonly limits?: Partial<LogLimits>;
  readonly storage?: Partial<LogStorage>;
}

/** Log stores in a folder, started. */
export async function openLogStores(setup: LogStoresSetup): Promise<LogStores> {
  const { folder, clock, files = nodeFiles } = setup;
  const logger = createLogger({ level: 'silent' });
  const stores = new LogStores({
    folders: new TenantFolders(join(folder, 'embedded')),
    limits: { ...DEFAULT_LOG_LIMITS, ...setup.limits },
    storage: { ...DEFAULT_LOG_STORAGE, ...setup.storage },
    files,
    syncer: new JournalSyncer({ clock, logger }),
    room: new DiskRoom({ folder, files, clock, logger, minFreeBytes: 1_000 }),
    clock,
    logger,
    random: () => 0.5,
  });
  await stores.start();
  return stores;
}

/** A line as a test reads it back. */
export interface ReadLine {
  /** Value of the label `app`. */
  readonly app: string;
  readonly timeNs: bigint;
  readonly line: string;
  readonly metadata: Readonly<Record<string, string>> | null;
}

export const ALL_TIME = { startNs: -(2n ** 62n), endNs: 2n ** 62n };
export const restless = { isDue: () => false, rest: async () => undefined };

/** All lines of a source in a time, block after block. */
export async function readLines(
  source: LogSource,
  matchers: readonly LabelMatcher[] = [],
  time: { readonly startNs: bigint; readonly endNs: bigint } = ALL_TIME,
): Promise<readonly ReadLine[]> {
  const streams = await source.select({ matchers, ...time }, restless);
  const lines: ReadLine[] = [];
  for (const { labels, blocks } of streams) {
    for (const stored of blocks) {
      const block = stored.read();
      const { timesNs, text, ends, metadata } = block;
      ends.forEach((end, index) => {
        const timeNs = timesNs[index] ?? 0n;
        if (timeNs < time.startNs || timeNs >= time.endNs) return;
        const line = text.toString('utf8', index === 0 ? 0 : ends[index - 1], end);
        const set = metadata?.[index] ?? null;
        const plain = set === null ? null : Object.fromEntries(set);
        lines.push({ app: labels.get('app') ?? '', timeNs, line, metadata: plain });
      });
    }
  }
  return lines;
}

export function equals(name: string, value: string): LabelMatcher {
  return { name, op: '=', value, matches: (text) => text === value };
}

/** Lines of the stream `{app="<app>", tenant="<tenant>"}`. */
export function streamOf(
  tenant: string,
  app: string,
  entries: readonly (readonly [timeNs: bigint, line: string, metadata?: Labels | undefined])[],
): StreamEntries {
  const labels = labelsFrom([
    ['app', app],
    ['tenant', tenant],
  ]);
  const all: LogEntry[] = entries.map(([timeNs, line, metadata]) => {
    return { timeNs, line, metadata: metadata ?? null };
  });
  return { labels, entries: all };
}
