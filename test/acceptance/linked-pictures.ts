import { expect } from 'vitest';
import { foreignWord, TENANTS, WORDS } from '../adversary/words.ts';
import type { ApiClient } from '../support/api-client.ts';
import { readPng } from '../support/read-png.ts';
import { embeddedSecret, type TelltaleEmbedded } from '../support/telltale-embedded.ts';
import { TELLTALE_AT_S } from '../support/telltale-prometheus.ts';

type Owner = (typeof TENANTS)[number];

const at = (seconds: number) => new Date((TELLTALE_AT_S + seconds) * 1_000).toISOString();

/** Both tenants have the same one; what it shows tells whose series it was drawn from. */
const BOARD = JSON.stringify({
  ...{ uid: 'telltales', title: 'Telltales', schemaVersion: 39 },
  time: { from: at(-600), to: at(60) },
  panels: [
    {
      ...{ id: 1, type: 'timeseries', title: 'P', gridPos: { x: 0, y: 0, w: 24, h: 8 } },
      datasource: { type: 'prometheus' },
      targets: [{ refId: 'A', expr: 'shared_metric', legendFormat: '{{secret}}' }],
    },
  ],
});

/** Pictures at signed links of two tenants, fetched as anybody would, without a word of the other's. */
export async function fetchLinkedPictures(world: TelltaleEmbedded, root: ApiClient): Promise<void> {
  for (const owner of TENANTS) {
    const input = { scope: owner, folder: '', source: BOARD };
    await root.post(`/api/v1/tenants/${owner}/dashboards`, input);
  }
  for (const owner of TENANTS) await fetchPictures(world, owner);
}

async function fetchPictures({ service: { url }, client }: TelltaleEmbedded, owner: Owner) {
  const links = `/api/v1/tenants/${owner}/embed-links`;
  const give = (scope: string, expiresIn: string) =>
    client(owner).call('POST', links, {
      ...{ kind: 'render', scope, dashboard: 'telltales', panel: 1, expiresIn },
      fixed: { width: '480', height: '240' },
    });
  const other = owner === 'acme' ? 'globex' : 'acme';
  expect((await give(other, '1h')).status).toBe(403);
  const { token } = (await give(owner, '1h')).body as { readonly token: string };
  const fetchOf = (path: string) => fetch(`${url}/render/${path}`);
  const svg = await fetchOf(`${token}.svg`);
  expect([svg.status, svg.headers.get('content-type')]).toEqual([
    200,
    'image/svg+xml; charset=utf-8',
  ]);
  const text = await svg.text();
  expect(text).toMatch(/^<svg [^>]*width="480"[^>]* height="240"/);
  expect(text).toContain(WORDS[owner]);
  expect(foreignWord(text, owner)).toBe(null);
  expect(text).not.toContain(embeddedSecret(owner));
  const png = await fetchOf(`${token}.png`);
  expect([png.status, png.headers.get('content-type')]).toEqual([200, 'image/png']);
  const { width, height, pixels } = readPng(new Uint8Array(await png.arrayBuffer()));
  expect([width, height]).toEqual([960, 480]);
  expect(coloursOf(pixels)).toBeGreaterThan(20);
  const forged = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;
  const short = (await give(owner, '1s')).body as { readonly token: string };
  expect([(await fetchOf(`${forged}.png`)).status, (await fetchOf('x.svg')).status]).toEqual([
    404, 404,
  ]);
  await expect.poll(async () => (await fetchOf(`${short.token}.png`)).status).toBe(410);
}

function coloursOf(pixels: Buffer): number {
  const seen = new Set<number>();
  for (let place = 0; place < pixels.length; place += 4) seen.add(pixels.readUInt32BE(place));
  return seen.size;
}
