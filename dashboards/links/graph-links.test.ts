import { expect, it } from 'vitest';
import type { PanelRequest } from '../../alerting/notify/panel-image.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { GraphLinks } from './graph-links.ts';

const requestOf = (owner: string): PanelRequest => ({
  ...{ owner, incidentId: '01HZZZZZZZZZZZZZZZZZZZZZZ1', ruleId: '01HZZZZZZZZZZZZZZZZZZZZZZ2' },
  ...{ startedAtMs: 0, resolvedAtMs: null, language: 'en', timeZone: 'UTC' },
});

it('the graph of a message is drawn once for all who ask at about the same time', async () => {
  const clock = new VirtualClock(1_700_000_000_000);
  const drawn: string[] = [];
  let isEnabled = true;
  const links = new GraphLinks({
    settings: {
      read: async () => ({
        ...{ enabled: isEnabled, origins: [], notBeforeMs: 0, changedAtMs: null, changedBy: null },
      }),
    },
    keys: () => [Buffer.alloc(32, 1)],
    publicUrl: 'https://tocsin.example.com',
    image: () => ({
      draw: async ({ owner }) => {
        drawn.push(owner);
        return { png: new Uint8Array([1]), widthPx: 10 };
      },
    }),
    clock,
  });
  const tokenOf = (owner: string) => {
    const address = links.panel(requestOf(owner)) ?? '';
    return address.replace(/^.*\/render\/graph\/(.*)\.png$/, '$1');
  };
  const [acme, globex] = [tokenOf('acme'), tokenOf('globex')];
  await Promise.all(Array.from({ length: 50 }, () => links.open(acme)));
  expect(await links.open(globex)).toMatchObject({ kind: 'shown' });
  expect(drawn).toEqual(['acme', 'globex']);
  await clock.advance(10_000);
  await links.open(acme);
  expect(drawn).toEqual(['acme', 'globex', 'acme']);
  // What is kept is shown to nobody who may not see it any more.
  isEnabled = false;
  expect(await links.open(acme)).toEqual({ kind: 'refused', reason: 'withdrawn' });
});
