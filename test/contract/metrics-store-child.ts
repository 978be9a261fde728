import { mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MetricStore } from '../../collector/metrics/metric-store.ts';
import { DiskRoom } from '../../collector/storage/disk-room.ts';
import { JournalSyncer } from '../../collector/storage/journal-syncer.ts';
import { nodeFiles } from '../../collector/storage/node-files.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { CRASH_LIMITS, crashBatch } from './metrics-store-load.ts';

/** Appends batch after batch for two tenants and says so on standard output as each is acknowledged. */
async function writeForever(folder: string, firstBatch: number): Promise<void> {
  const logger = createLogger({ level: 'silent' });
  const clock = systemClock;
  const room = new DiskRoom({ folder, files: nodeFiles, clock, logger, minFreeBytes: 0 });
  const syncer = new JournalSyncer({ clock, logger });
  const stores = ['acme', 'globex'].map((tenant) => {
    mkdirSync(join(folder, tenant), { recursive: true });
    return new MetricStore({
      folder: join(folder, tenant),
      files: nodeFiles,
      syncer,
      room,
      clock,
      logger,
      limits: CRASH_LIMITS,
    });
  });
  writeSync(1, 'ready\n');
  for (let batch = firstBatch; ; batch++) {
    for (const [tenant, store] of stores.entries()) {
      const { refused } = await store.append(crashBatch(tenant, batch));
      if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused[0])}`);
      writeSync(1, `${tenant} ${batch}\n`);
      if (batch % 7 === 0) void store.upkeep();
      if (batch % 50 === 0) void store.checkpoint();
    }
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

writeForever(process.argv[2] ?? '', Number(process.argv[3] ?? 0)).catch((thrown) => {
  writeSync(1, `${asError(thrown).message}\n`);
  process.exitCode = 1;
});
