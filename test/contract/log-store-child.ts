import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import { openLogStores, streamOf } from '../support/log-stores.ts';

const STREAMS = 5;
const LINES = 20;
const WRITERS = 4;

/** Sends lines for ever, of two tenants, and reports the numbers of each batch that was taken. */
async function writeForever(folder: string, first: number): Promise<void> {
  const storage = { blockBytes: 20_000, journalBytes: 300_000, maxHeadBytes: 60_000 };
  const stores = await openLogStores({ folder, clock: systemClock, storage });
  let next = first;
  const writer = async (tenant: string): Promise<void> => {
    const sink = stores.sinkOf(tenant);
    for (;;) {
      const from = next;
      next += LINES;
      const nowNs = BigInt(systemClock.nowMs()) * 1_000_000n;
      const batch = Array.from({ length: STREAMS }, (_, stream) => {
        const entries = [];
        for (let n = from; n < from + LINES; n++) {
          if (n % STREAMS !== stream) continue;
          // Some of one instant, some a minute late.
          const timeNs = n % 7 === 0 ? nowNs - 60_000_000_000n : nowNs + BigInt(n % 3);
          entries.push([timeNs, `${n} ${'a line of log '.repeat((n % 9) + 1)}`] as const);
        }
        return streamOf(tenant, `app-${stream}`, entries);
      });
      await sink.append(batch);
      await report(`${tenant} ${from}\n`);
    }
  };
  const tenants = Array.from({ length: WRITERS }, (_, n) => (n % 2 === 0 ? 'acme' : 'globex'));
  await Promise.all(tenants.map(writer));
}

/** The pipe takes nothing while the parent is behind. */
async function report(line: string): Promise<void> {
  for (;;) {
    try {
      writeSync(1, line);
      return;
    } catch (thrown) {
      if (Reflect.get(asError(thrown), 'code') !== 'EAGAIN') throw thrown;
      await delay(1);
    }
  }
}

writeForever(process.argv[2] ?? '', Number(process.argv[3] ?? 0)).catch((thrown) => {
  writeSync(1, `failed ${asError(thrown).stack}\n`);
  process.exitCode = 1;
});
