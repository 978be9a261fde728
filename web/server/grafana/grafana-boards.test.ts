import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { HeldPlace } from '../../../dashboards/grafana/proxy/decide-view.ts';
import { GrafanaBoards } from './grafana-boards.ts';

const PLACE: HeldPlace = {
  ...{ tenant: 'acme', organisation: 3, dataSources: new Set<string>() },
  ...{ dashboards: null, mayWrite: false, mayRule: false, maySilence: false },
};

it('a dashboard without end costs no more memory than one may, and the last one seen is shown', async () => {
  let bytes = 0;
  const endless = new Readable({
    read() {
      bytes += 65_536;
      this.push(Buffer.alloc(65_536, ' '));
    },
  });
  const boards = new GrafanaBoards({
    proxy: {
      placeOf: async () => PLACE,
      identify: async () => ({}),
      pathOf: (path: string) => path,
      ask: async () => ({ status: 200, headers: {}, body: endless }),
    } as never,
    seen: {
      find: async (_: number, uid: string) => ({ uid, title: 'Seen', folder: '', source: '{}' }),
    } as never,
    clock: { nowMs: () => 0 },
    timeoutMs: 30_000,
  });
  const found = await boards.find({ session: {} } as never, 'acme', 'shop');
  expect(found).toMatchObject({ isUp: false, board: { title: 'Seen' } });
  expect([endless.destroyed, bytes < 9_000_000]).toEqual([true, true]);
});

it.each([401, 403])(
  'what Grafana does not show to somebody (%d) is not shown to them as others saw it',
  async (status) => {
    const seen = { uid: 'shop', title: 'Seen by an Editor', folder: '', source: '{}' };
    const boards = new GrafanaBoards({
      proxy: {
        placeOf: async () => PLACE,
        identify: async () => ({}),
        pathOf: (path: string) => path,
        ask: async () => ({ status, headers: {}, body: Readable.from(['{}']) }),
      } as never,
      seen: { find: async () => seen, list: async () => [seen] } as never,
      clock: { nowMs: () => 0 },
      timeoutMs: 30_000,
    });
    const caller = { session: {} } as never;
    await expect(boards.find(caller, 'acme', 'shop')).rejects.toMatchObject({ kind: 'not_found' });
    expect(await boards.list(caller, 'acme')).toMatchObject({ isUp: true, boards: [] });
  },
);
