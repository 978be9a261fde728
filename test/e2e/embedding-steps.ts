import { createServer, type Server } from 'node:http';
import { expect } from 'vitest';
import type { WatchedPage } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { signInAs } from '../support/two-tenants.ts';
import { eventually } from './eventually.ts';
import type { Lab } from './lab.ts';

/** Prometheus itself is a Go process. */
const BOARD = 'tocsin-go';

/** A page of another site, whose own backend makes links with its right. */
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
    response.end(
      `<!doctype html><link rel="icon" href="data:,"><h1>Portal</h1><script src="${tocsin}/embed.js" defer></script><div data-tocsin-embed data-url-from="/link" data-theme="dark"></div>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

/** A site that is allowed frames a dashboard by `/embed.js`; another one is refused by the browser. */
export async function frameFromPortals({ tocsin, browser }: Lab): Promise<void> {
  const api = await signInAs(tocsin.url, 'acme-admin');
  const [port, otherPort] = [await freePort(), await freePort()];
  const origin = `http://127.0.0.1:${port}`;
  const path = '/api/v1/tenants/acme/embed-links';
  const rules = (more: object = {}) =>
    api.put(`${path}/rules`, { enabled: true, origins: [origin], ...more });
  await rules();
  const link = async () => {
    const wish = { kind: 'embed', scope: 'acme', dashboard: BOARD, origins: [origin] };
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
    const frame = portal.page.frameLocator('iframe');
    await frame.locator('.uplot canvas').first().waitFor();
    const height = () => portal.page.locator('iframe').evaluate((one) => one.clientHeight);
    await eventually(height).toBeGreaterThan(500);
    await portal.screenshot('real-embedded-in-a-portal');
    expect(portal.errors).toEqual([]);
    const other = await browser.openPage();
    watched.push(other);
    await other.page.goto(`http://127.0.0.1:${otherPort}`);
    await eventually(() => other.errors.join()).toContain('frame-ancestors');
    expect(await other.page.frameLocator('iframe').locator('.uplot').count()).toBe(0);
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
