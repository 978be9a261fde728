import { createServer, type Server } from 'node:http';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { WatchedPage } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { signInAs } from '../support/two-tenants.ts';
import { eventually } from './eventually.ts';
import type { Lab } from './lab.ts';

/** Prometheus itself is a Go process. */
const BOARD = 'tocsin-go';

/** So short that the script renews the first link while the test looks. */
const FIRST_LINK = '7s';

/** A page of another site, whose own backend makes links with its right; `/foreign` is of no portal. */
async function startPortal(
  port: number,
  tocsin: string,
  link: () => Promise<object>,
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === '/link') {
      void link().then((made) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(made));
      });
      return;
    }
    response.setHeader('content-type', 'text/html');
    if (request.url?.startsWith('/plain?')) {
      const framed = new URL(request.url, 'http://portal').searchParams.get('of');
      response.end(
        `<!doctype html><link rel="icon" href="data:,"><iframe src="${framed}"></iframe>`,
      );
      return;
    }
    const embed = `<h1>Portal</h1><script src="${tocsin}/embed.js" defer></script><div data-tocsin-embed data-url-from="/link" data-theme="dark"></div>`;
    const body = request.url === '/foreign' ? FOREIGN : embed;
    response.end(`<!doctype html><link rel="icon" href="data:,">${body}`);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

/** Says everything that script and frame listen to, to both, and then that it has. */
const FOREIGN = `<script>
  const words = [
    { type: 'tocsin-embed:height', height: 33 },
    { type: 'tocsin-embed:set', theme: 'dark', range: '7d' },
    { type: 'tocsin-embed:renew', url: 'http://127.0.0.1/embed/a.b' },
    { type: 'tocsin-embed:drawn' },
  ];
  for (const to of [parent, parent.frames[0]]) for (const one of words) to.postMessage(one, '*');
  parent.postMessage('said', '*');
</script>`;

/** A site that is allowed frames a dashboard by `/embed.js`; another one is refused by the browser. */
export async function frameFromPortals({ tocsin, browser }: Lab): Promise<void> {
  const api = await signInAs(tocsin.url, 'acme-admin');
  const [port, otherPort] = [await freePort(), await freePort()];
  const origin = `http://127.0.0.1:${port}`;
  const path = '/api/v1/tenants/acme/embed-links';
  const rules = (more: object = {}) =>
    api.put(`${path}/rules`, { enabled: true, origins: [origin], ...more });
  await rules();
  let made = 0;
  const link = async () => {
    made += 1;
    const expiresIn = made === 1 ? FIRST_LINK : '1h';
    const wish = { kind: 'embed', scope: 'acme', dashboard: BOARD, origins: [origin], expiresIn };
    return api.post<object>(path, wish);
  };
  const portals = [
    await startPortal(port, tocsin.url, link),
    await startPortal(otherPort, tocsin.url, link),
  ];
  const watched: WatchedPage[] = [];
  try {
    const portal = await browser.openPage({ viewport: { width: 1280, height: 900 } });
    watched.push(portal);
    await portal.page.goto(origin);
    const frame = portal.page.frameLocator('iframe').first();
    await frame.locator('.uplot canvas').first().waitFor();
    await eventually(() => heightOf(portal.page)).toBeGreaterThan(500);
    await portal.photograph('real-embedded-in-a-portal');
    await followsThePortal(portal.page, otherPort);
    await eventually(() => made).toBe(2);
    await staysWithTheNextLink(portal.page);
    expect(portal.errors).toEqual([]);
    const other = await browser.openPage();
    watched.push(other);
    await other.page.goto(`http://127.0.0.1:${otherPort}`);
    await eventually(() => other.errors.join()).toContain('frame-ancestors');
    expect(await other.page.frameLocator('iframe').locator('.uplot').count()).toBe(0);
    await frameInFrames({ tocsin, browser }, { origin, otherPort, watched, link });
    await rules({ withdraw: true });
    await frame.getByText('This link was withdrawn').waitFor({ timeout: 15_000 });
  } finally {
    for (const { page } of watched) await page.context().close();
    for (const server of portals) {
      server.closeAllConnections();
      server.close();
    }
  }
}

interface Frames {
  readonly origin: string;
  readonly otherPort: number;
  readonly watched: WatchedPage[];
  readonly link: () => Promise<object>;
}

/**
 * Without the script: a frame of the allowed site shows the dashboard and sends no cookie by which it
 * asks; a frame of another site does not, nor does the allowed site where another one frames it.
 */
async function frameInFrames(
  { tocsin, browser }: Pick<Lab, 'tocsin' | 'browser'>,
  { origin, otherPort, watched, link }: Frames,
): Promise<void> {
  const { url } = (await link()) as { readonly url: string };
  const answer = await fetch(url);
  expect(answer.headers.get('content-security-policy')?.split('; ').at(-1)).toBe(
    `frame-ancestors 'self' ${origin}`,
  );
  expect([answer.headers.get('set-cookie'), answer.headers.get('x-frame-options')]).toEqual([
    null,
    null,
  ]);
  const plain = (site: string, of: string) => `${site}/plain?${new URLSearchParams({ of })}`;
  const other = `http://127.0.0.1:${otherPort}`;
  const cookies: (string | undefined)[] = [];
  for (const [at, isShown] of [
    [plain(origin, url), true],
    [plain(other, url), false],
    [plain(other, plain(origin, url)), false],
  ] as const) {
    const one = await browser.openPage();
    watched.push(one);
    await one.page.context().addCookies([{ name: 'tocsin_session', value: 'x', url: tocsin.url }]);
    one.page.on('request', (request) => {
      if (/\/embed\/[^/]+\/(view|ask|board)/.test(request.url()))
        void request.allHeaders().then(({ cookie }) => cookies.push(cookie));
    });
    await one.page.goto(at);
    const inside = () => one.page.frames().find((frame) => frame.url().includes('/embed/'));
    const drawn = one.page.frameLocator('iframe').locator('.uplot canvas').first();
    if (isShown) await drawn.waitFor();
    else await eventually(() => one.errors.join()).toContain('frame-ancestors');
    if (!isShown) expect((await inside()?.locator('.uplot').count()) ?? 0).toBe(0);
  }
  await eventually(() => cookies.length).toBeGreaterThan(1);
  expect(new Set(cookies)).toEqual(new Set([undefined]));
}

const heightOf = (page: Page): Promise<number> =>
  page
    .locator('iframe')
    .first()
    .evaluate((one) => one.clientHeight);

/** Theme, range and height pass by messages into the frame that stands, and no other site's do. */
async function followsThePortal(page: Page, otherPort: number): Promise<void> {
  const frame = page.frameLocator('iframe').first();
  const root = frame.locator('html');
  const scheme = () => root.getAttribute('data-mantine-color-scheme');
  await eventually(scheme).toBe('dark');
  await root.evaluate((html) => html.setAttribute('data-stands', ''));
  const place = page.locator('[data-tocsin-embed]');
  await place.evaluate((one) => Object.assign(one.dataset, { theme: 'light', range: '3h' }));
  await eventually(scheme).toBe('light');
  const range = frame.getByRole('combobox', { name: 'Time range' });
  await eventually(() => range.inputValue()).toBe('Last 3h');
  const before = await heightOf(page);
  const main = frame.locator('main');
  await main.evaluate((element) => {
    element.append(Object.assign(document.createElement('hr'), { style: 'height: 500px' }));
  });
  await eventually(() => heightOf(page)).toBeGreaterThan(before + 400);
  await main.locator('hr').evaluate((one) => one.remove());
  await eventually(() => heightOf(page)).toBe(before);
  await page.evaluate(async (src) => {
    const foreign = document.createElement('iframe');
    const said = new Promise((resolve) => {
      window.addEventListener('message', ({ data }) => data === 'said' && resolve(data));
    });
    foreign.src = src;
    document.body.append(foreign);
    await said;
    foreign.remove();
  }, `http://127.0.0.1:${otherPort}/foreign`);
  // The frame hears in order: what it was told before is done when this is.
  await place.evaluate((one) => one.setAttribute('data-range', '6h'));
  await eventually(() => range.inputValue()).toBe('Last 6h');
  expect([await scheme(), await heightOf(page)]).toEqual(['light', before]);
}

/** The frame takes the new link and goes on: the same page, with what was chosen. */
async function staysWithTheNextLink(page: Page): Promise<void> {
  const place = page.locator('[data-tocsin-embed]');
  const first = await place.locator('iframe').getAttribute('src');
  const inside = page.frames().find((one) => one.url().includes('/embed/'));
  const tokenOf = (url = '') => url.split(/[?#]/)[0];
  await eventually(() => tokenOf(inside?.url())).not.toBe(tokenOf(first ?? ''));
  const frame = page.frameLocator('iframe').first();
  expect(await frame.locator('html[data-stands]').count()).toBe(1);
  expect(await place.locator('iframe').count()).toBe(1);
  await frame.locator('.uplot canvas').first().waitFor();
  expect(await frame.getByRole('alert').count()).toBe(0);
  // More of the past than the link opens with: no end of its range is fixed.
  await frame.locator('.u-over').first().dblclick();
  const range = frame.getByRole('combobox', { name: 'Time range' });
  await eventually(() => range.inputValue()).toBe('Chosen range');
  const chosen = new URLSearchParams(inside?.url().split('?')[1]);
  const lengthMs = Number(chosen.get('to')) - Number(chosen.get('from'));
  expect(lengthMs / 3_600_000).toBeCloseTo(9, 0);
}
