import { writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { openSqliteState } from '../../platform/state/sqlite-state.ts';
import { batchOf, NOTES, notesFor } from './state-notes.ts';

/** Writes batches of two rows for ever, 50 at a time, and reports each acknowledged one. */
async function writeForever(file: string): Promise<void> {
  const state = await openSqliteState({
    file,
    migrations: [NOTES],
    clock: systemClock,
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics({ version: 'test', withProcessMetrics: false }),
  });
  const { insert } = notesFor('sqlite');
  let next = 0;
  const writer = async (): Promise<void> => {
    for (;;) {
      const text = `n${next++}`;
      const outcome = await state.commit(batchOf(insert('acme', text), insert('globex', text)));
      if (outcome.kind === 'committed') await print(`acked ${text}`);
    }
  };
  await Promise.all(Array.from({ length: 50 }, writer));
}

/** At once, unless the reader is behind. */
async function print(line: string): Promise<void> {
  for (;;) {
    try {
      writeSync(1, `${line}\n`);
      return;
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EAGAIN')) throw thrown;
      await setImmediate();
    }
  }
}

writeForever(process.argv[2] ?? '').catch((thrown) => {
  writeSync(1, `${asError(thrown).message}\n`);
  process.exitCode = 1;
});
