import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock/system-clock.ts';
import type { Service } from '../../platform/lifecycle/service.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import type { Migration } from '../../platform/state/migration.ts';
import { openSqliteState, type SqliteStateLimits } from '../../platform/state/sqlite-state.ts';
import type { State } from '../../platform/state/state.ts';
import { describeStateContract } from './state-contract.ts';
import { batchOf, NOTES, notesFor } from './state-notes.ts';

const { insert, list } = notesFor('sqlite');
const newFolder = () => mkdtempSync(join(tmpdir(), 'tocsin-state-'));
const fileIn = (folder: string) => join(folder, 'data', 'tocsin.db');

function open(
  folder: string,
  limits: Partial<SqliteStateLimits> = {},
  migrations: readonly Migration[] = [NOTES],
) {
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const logger = createLogger({ level: 'silent' });
  const file = fileIn(folder);
  return {
    metrics,
    state: openSqliteState({ file, migrations, clock: systemClock, logger, metrics, limits }),
  };
}

describeStateContract('SQLite', async () => {
  const folder = newFolder();
  return {
    open: (migrations) => open(folder, {}, migrations).state,
    drop: async () => rmSync(folder, { recursive: true }),
  };
});

describe('SQLite state', () => {
  let folder: string;
  beforeAll(() => {
    folder = newFolder();
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const within = async (
    limits: Partial<SqliteStateLimits>,
    use: (state: State & Service, metrics: () => Promise<string>) => Promise<void>,
  ) => {
    const { metrics, state } = open(folder, limits);
    const opened = await state;
    try {
      await use(opened, async () => (await metrics.expose()).text);
    } finally {
      await opened.stop();
    }
  };

  it('joins batches submitted together into few commits', () =>
    within({}, async (state, metrics) => {
      const all = Array.from({ length: 400 }, (_, index) =>
        state.commit(batchOf(insert('joined', `${index}`))),
      );
      await Promise.all(all);
      const text = await metrics();
      expect(text).toContain('tocsin_state_batches_total{batch="test",outcome="committed"} 400');
      const commits = Number(/tocsin_state_joined_batches_count (\d+)/.exec(text)?.[1]);
      expect(commits).toBeLessThanOrEqual(3);
    }));

  it('refuses what is over the bound of the queue, and takes more when it has emptied', () =>
    within({ maxQueuedBatches: 5 }, async (state, metrics) => {
      const all = Array.from({ length: 8 }, (_, index) =>
        state.commit(batchOf(insert('bound', `${index}`))),
      );
      const settled = await Promise.allSettled(all);
      expect(settled.map(({ status }) => status)).toEqual([
        ...Array(5).fill('fulfilled'),
        ...Array(3).fill('rejected'),
      ]);
      expect(settled[7]).toMatchObject({ reason: { kind: 'unavailable', retryAfterSeconds: 1 } });
      expect(await metrics()).toContain('tocsin_state_refused_total 3');
      expect(await state.commit(batchOf(insert('bound', 'later')))).toMatchObject({
        kind: 'committed',
      });
    }));

  it('bounds the queue by size as well', () =>
    within({ maxQueuedBytes: 100_000 }, async (state) => {
      const body = new Uint8Array(80_000);
      const [first, second] = await Promise.allSettled([
        state.commit(batchOf(insert('size', 'a', { body }))),
        state.commit(batchOf(insert('size', 'b', { body }))),
      ]);
      expect(first).toMatchObject({ status: 'fulfilled' });
      expect(second).toMatchObject({ status: 'rejected', reason: { kind: 'unavailable' } });
    }));

  it('fails only the batch that finds the disk full, and goes on writing', () =>
    within({ maxSizeBytes: statSync(fileIn(folder)).size + 65_536 }, async (state) => {
      const body = new Uint8Array(200_000);
      const [before, full, after] = await Promise.allSettled([
        state.commit(batchOf(insert('disk', 'before'))),
        state.commit(batchOf(insert('disk', 'half'), insert('disk', 'full', { body }))),
        state.commit(batchOf(insert('disk', 'after'))),
      ]);
      expect(before).toMatchObject({ value: { kind: 'committed' } });
      expect(full).toMatchObject({
        reason: { kind: 'unavailable', message: expect.stringContaining('SQLITE_FULL') },
      });
      expect(after).toMatchObject({ value: { kind: 'committed' } });
      expect((await state.all(list('disk'))).map(({ text }) => text)).toEqual(['before', 'after']);
    }));

  it('finishes what is queued on stop, refuses what comes later, leaves no WAL', async () => {
    const state = await open(folder).state;
    const last = state.commit(batchOf(insert('stop', 'last')));
    await state.drain(AbortSignal.timeout(5_000));
    expect(await last).toMatchObject({ kind: 'committed' });
    const queued = state.commit(batchOf(insert('stop', 'queued')));
    await state.stop();
    expect(await queued).toMatchObject({ kind: 'committed' });
    await expect(state.commit(batchOf(insert('stop', 'late')))).rejects.toMatchObject({
      kind: 'unavailable',
    });
    await expect(state.all(list('stop'))).rejects.toMatchObject({ kind: 'unavailable' });
    expect(() => statSync(`${fileIn(folder)}-wal`)).toThrow('ENOENT');
  });

  it('is owned once: a second owner is refused, in this process and from another', async () => {
    const state = await open(folder).state;
    await expect(open(folder).state).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('in use by another tocsin process'),
    });
    const child = startWriterChild(folder);
    expect((await linesOf(child)).at(-1)).toContain('in use by another tocsin process');
    expect(await state.commit(batchOf(insert('owner', 'still')))).toMatchObject({
      kind: 'committed',
    });
    await state.stop();
  });
});

/** `acked <n>` for each batch that was acknowledged, or one line with the reason it could not start. */
function startWriterChild(folder: string): ChildProcess {
  const entry = fileURLToPath(new URL('./state-writer-child.ts', import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', entry, fileIn(folder)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Lines until the child ends; `stopAfter` kills it at that many. */
async function linesOf(
  child: ChildProcess,
  stopAfter = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const ended = once(child, 'exit');
  const lines: string[] = [];
  if (!child.stdout) throw new Error('the child has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === stopAfter) child.kill('SIGKILL');
  }
  await ended;
  return lines;
}

describe('SQLite state after kill -9', () => {
  it.each([50, 700, 3_000])(
    'has everything acknowledged, nothing twice (%i acks)',
    async (acks) => {
      const folder = newFolder();
      const lines = await linesOf(startWriterChild(folder), acks);
      const acked = lines.map((line) => line.replace('acked ', ''));
      expect(acked.length).toBeGreaterThanOrEqual(acks);
      const state = await open(folder).state;
      const first = (await state.all(list('acme'))).map(({ text }) => text);
      const second = (await state.all(list('globex'))).map(({ text }) => text);
      await state.stop();
      rmSync(folder, { recursive: true });
      expect(new Set(first).size).toBe(first.length);
      expect(second).toEqual(first);
      const present = new Set(first);
      expect(acked.filter((text) => !present.has(text))).toEqual([]);
    },
  );
});
