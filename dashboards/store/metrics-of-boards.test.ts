import { expect, it } from 'vitest';
import { MetricsOfBoards } from './metrics-of-boards.ts';

it('each version of a text is read once, and only of dashboards that the caller can read', async () => {
  const source = JSON.stringify({
    title: 't',
    panels: [{ id: 1, type: 'stat', targets: [{ refId: 'A', expr: 'a:b' }] }],
  });
  const stored = { id: '1', uid: 'u', revision: 3 };
  const read: string[] = [];
  const metrics = new MetricsOfBoards({
    list: async (_, owner) => ({
      items: (owner === 'acme' ? [stored] : []) as never,
      nextCursor: null,
    }),
    get: async (_, owner, id) => {
      read.push(`${owner} ${id}`);
      return { ...stored, source } as never;
    },
  });
  const asked = [{ id: '1', uid: 'u', metrics: ['a:b'], asksLogs: false }];
  const caller = {} as never;
  expect(await metrics.list(caller, 'acme')).toEqual(asked);
  expect(await metrics.list(caller, 'acme')).toEqual(asked);
  expect(await metrics.list(caller, 'globex')).toEqual([]);
  expect(read).toEqual(['acme 1']);
});
