import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { answeringApi } from '../../../test/support/answering-api.ts';
import { readPng } from '../../../test/support/read-png.ts';
import { boardJson } from '../../catalogue/board-json.ts';
import { BOARDS } from '../../catalogue/catalogue.ts';
import type { BoardRequest, BoardSources } from './board-picture.ts';
import { BoardPictures } from './board-pictures.ts';

const NOW_MS = Date.UTC(2026, 0, 15, 9);
const fontFolder = mkdtempSync(join(tmpdir(), 'tocsin-fonts-'));
const clock = new VirtualClock(NOW_MS);
const boards = new BoardPictures({ fontFolder, clock });
const signal = new AbortController().signal;

afterAll(async () => {
  await boards.stop();
  rmSync(fontFolder, { recursive: true });
});

const graph = {
  id: 1,
  type: 'timeseries',
  title: '负载',
  gridPos: { x: 0, y: 0, w: 24, h: 8 },
  targets: [{ refId: 'A', expr: 'up' }],
};
const list = { id: 2, type: 'alertlist', title: '告警', gridPos: { x: 0, y: 8, w: 24, h: 4 } };
const request = (changes: Partial<BoardRequest> = {}): BoardRequest => ({
  board: { title: '支付', panels: [graph, list] },
  variables: new Map(),
  range: null,
  nowMs: NOW_MS,
  timeZone: 'UTC',
  scope: '',
  language: 'zh',
  theme: 'light',
  widthPx: 600,
  only: null,
  ...changes,
});
const never: BoardSources['api'] = {
  prometheus: () => new Promise(() => undefined),
  loki: () => new Promise(() => undefined),
};

const hanging = (owner: string) =>
  ({ owner, request: request(), sources: { api: never }, pngs: 'none' }) as const;

describe('dashboards in their thread', () => {
  it('are drawn for each tenant with its own answers, as PNG whole and by panel', async () => {
    for (const tenant of ['acme', 'globex']) {
      const { api } = answeringApi(tenant);
      const incidents = async () => [
        {
          id: '1',
          title: `${tenant} disk`,
          severity: 'P1',
          step: 'critical',
          state: 'firing',
          sinceMs: NOW_MS,
          labels: {},
        } as const,
      ];
      const order = { owner: tenant, request: request(), sources: { api, incidents } };
      const whole = await boards.draw({ ...order, pngs: 'whole' }, signal);
      if (whole.result.kind === 'refused') throw new Error(whole.result.message);
      expect(whole.result.svg).toContain(`${tenant} 支付 0`);
      expect(whole.result.svg).toContain(`${tenant} disk`);
      expect(readPng(whole.whole ?? new Uint8Array()).width).toBe(1_200);
      const { panels } = await boards.draw({ ...order, pngs: 'panels' }, signal);
      expect(panels.map((png) => readPng(png).width)).toEqual([1_136, 1_136]);
    }
  }, 60_000);

  it('say what is refused', async () => {
    const { api } = answeringApi('acme');
    const asked = { request: request({ board: '{' }), sources: { api } };
    const order = { owner: 'acme', ...asked, pngs: 'whole' } as const;
    const { result, whole } = await boards.draw(order, signal);
    expect([result.kind, whole]).toEqual(['refused', null]);
  });

  it('end with who asked for them, in time, and with the service; the next is drawn', async () => {
    const hangs = hanging('acme');
    const leaving = new AbortController();
    const left = expect(boards.draw(hangs, leaving.signal)).rejects.toThrow('gone');
    leaving.abort(new Error('gone'));
    await left;
    const late = expect(boards.draw(hangs, signal)).rejects.toMatchObject({ kind: 'timeout' });
    const { api } = answeringApi('acme');
    const next = boards.draw({ ...hangs, sources: { api } }, signal);
    await clock.advance(60_000);
    await late;
    expect((await next).result.kind).toBe('drawn');
    const other = new BoardPictures({ fontFolder, clock });
    const ended = expect(other.draw(hangs, signal)).rejects.toMatchObject({ kind: 'unavailable' });
    await other.stop();
    await ended;
  }, 60_000);

  it('of one owner keep no other waiting for longer than one takes', async () => {
    const crowded = new BoardPictures({ fontFolder, clock });
    const done: string[] = [];
    const ask = (owner: string) =>
      crowded.draw(hanging(owner), signal).catch(() => void done.push(owner));
    const all = [...Array.from({ length: 9 }, () => ask('acme')), ask('globex')];
    const more = crowded.draw(hanging('acme'), signal);
    await expect(more).rejects.toMatchObject({ kind: 'limited' });
    for (let at = 0; at < 3; at += 1) await clock.advance(60_000);
    expect(done).toEqual(['acme', 'acme', 'globex']);
    await crowded.stop();
    await Promise.all(all);
  }, 60_000);

  it('that take more memory than there is end alone, and the next is drawn', async () => {
    const small = new BoardPictures({ fontFolder, clock, mostHeapMb: 96 });
    const values = Array.from({ length: 1_000_000 }, (_, at) => [NOW_MS / 1_000 + at, `${at}.5`]);
    const data = { resultType: 'matrix', result: [{ metric: { tenant: 'acme' }, values }] };
    const flood = async () => ({ data, warnings: [] });
    const order = { owner: 'acme', request: request(), pngs: 'none' } as const;
    const sources = { api: { prometheus: flood, loki: flood } };
    await expect(small.draw({ ...order, sources }, signal)).rejects.toMatchObject({
      ...{ kind: 'internal', message: 'the thread of dashboards has ended' },
      cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' },
    });
    const { api } = answeringApi('globex');
    const next = await small.draw({ ...order, owner: 'globex', sources: { api } }, signal);
    expect(next.result.kind).toBe('drawn');
    await small.stop();
  }, 60_000);

  it.runIf(process.env.TOCSIN_PROOF === '1')(
    'draw the whole catalogue [needs npm run proof: 30 dashboards]',
    async () => {
      for (const board of BOARDS) {
        const startMs = performance.now();
        const { api } = answeringApi('acme');
        const given = request({ board: boardJson(board, 'zh'), widthPx: 1_400 });
        const { result, whole } = await boards.draw(
          { owner: 'acme', request: given, sources: { api }, pngs: 'whole' },
          signal,
        );
        if (result.kind === 'refused') throw new Error(`${board.id}: ${result.message}`);
        expect(
          result.panels.flatMap(({ problem }) => problem ?? []),
          board.id,
        ).toEqual([]);
        expect(whole?.length).toBeGreaterThan(10_000);
        const ms = Math.round(performance.now() - startMs);
        process.stderr.write(`${board.id}: ${result.panels.length} panels, ${ms} ms\n`);
      }
    },
    120_000,
  );
});
