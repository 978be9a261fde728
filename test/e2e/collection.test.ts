import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchBrowser, type TestBrowser, type WatchedPage } from '../support/browser.ts';
import { EmbeddedLabClient, labPassword, labToken } from '../support/embedded-lab.ts';
import { requires } from '../support/requires.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { faintTexts } from './contrast.ts';
import { buildAll } from './lab.ts';
import { goTo } from './steps.ts';

/** As on an empty machine, with one job that cannot work and a person whose password is known. */
const CONFIG = {
  collector: {
    scrape: {
      interval: '1s',
      timeout: '1s',
      jobs: [{ name: 'broken', targets: [{ targets: ['127.0.0.1:1'] }] }],
    },
  },
  users: [
    {
      name: 'root',
      password: labPassword,
      roles: [{ role: 'system-admin', node: '_platform' }],
    },
  ],
  tokens: [
    {
      name: 'sender',
      owner: '_platform',
      kind: 'scope',
      node: '_platform',
      permissions: ['metrics:write', 'logs:write'],
      secret: labToken('_platform'),
    },
  ],
};

const gauge = () => {
  const dataPoints = [{ timeUnixNano: `${Date.now()}000000`, asDouble: 1 }];
  const metrics = [{ name: 'seen', gauge: { dataPoints } }];
  return { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] };
};

/** Real data: this host, the service itself, and what is pushed here. */
requires('chromium')('the page of the collection', () => {
  let service: TocsinProcess;
  let browser: TestBrowser;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    buildAll();
    service = await startTocsin({ config: CONFIG });
    browser = await launchBrowser();
    watched = await browser.openPage({
      viewport: { width: 1440, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = watched.page;
    page.setDefaultTimeout(20_000);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.remove();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    writeFileSync(`${await watched.screenshot('collection-failed')}.log`, service.log());
  });

  const table = (name: string) => page.getByRole('table', { name, exact: true });

  it('shows this host and the service as targets, with their samples', async () => {
    await page.goto(`${service.url}/?scope=default`);
    await page.getByLabel('User name').fill('root');
    await page.getByRole('textbox', { name: 'Password' }).fill(labPassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await goTo(page, 'Collection');
    for (const job of ['node', 'tocsin']) {
      const row = table(job).getByRole('row').nth(1);
      await row.getByText('up', { exact: true }).waitFor();
      expect(
        Number((await row.getByRole('cell').last().innerText()).replace(',', '')),
      ).toBeGreaterThan(50);
    }
  });

  it('says in words why a target cannot be scraped', async () => {
    const row = table('broken').getByRole('row').nth(1);
    await row.getByText('down', { exact: true }).waitFor();
    await row.getByText(/Nothing accepts connections there/).waitFor();
    await row.getByText(/cannot be connected to/).waitFor();
  });

  it('shows what is pushed without a reload', async () => {
    await page.getByText('Nothing was pushed in the last minute.').waitFor();
    const sender = new EmbeddedLabClient(service.url, labToken('_platform'));
    const path = '/scopes/default.default.default/otlp/v1/metrics';
    expect((await sender.json('POST', path, gauge())).text).toBe('{}');
    const streams = [{ stream: { app: 'a' }, values: [[`${Date.now()}000000`, '你好 a line']] }];
    const logs = '/scopes/default.default.default/loki/loki/api/v1/push';
    expect((await sender.json('POST', logs, { streams })).status).toBe(204);
    await table('Receivers')
      .getByRole('row', { name: /OTLP metrics 1/ })
      .waitFor();
    await table('Receivers')
      .getByRole('row', { name: /Loki push 1/ })
      .waitFor();
    await table('Stores').getByRole('row', { name: /^Logs/ }).waitFor();
    await table('Stores').getByText('15d').first().waitFor();
    await page.getByText(/are free on their disk/).waitFor();
    await watched.screenshot('real-collection');
    expect(await faintTexts(page)).toEqual([]);
  });

  it('copies an address to which a push really goes', async () => {
    const address = page.getByRole('listitem').filter({ hasText: 'OTLP metrics' });
    await address.getByRole('button', { name: 'Copy' }).click();
    await watched.screenshot('real-collection-push');
    const url = await page.evaluate(() => navigator.clipboard.readText());
    expect(url).toBe(`${service.url}/scopes/default/otlp/v1/metrics`);
    const sender = new EmbeddedLabClient('', labToken('_platform'));
    expect((await sender.json('POST', url, gauge())).text).toBe('{}');
  });

  it('shows the platform the targets of all tenants', async () => {
    await page.goto(`${service.url}/collection?scope=_platform`);
    await page.getByRole('heading', { name: /default\s*\/\s*node/ }).waitFor();
    await page.getByText(/choose _platform@cluster/).waitFor();
    await page.goto(`${service.url}/collection?scope=_platform%40embedded`);
    await page.getByText(`${service.url}/scopes/_platform@embedded/kubernetes/audit`).waitFor();
    await watched.screenshot('real-collection-platform');
  });

  it('speaks Chinese, and fits a phone', async () => {
    await page.goto(`${service.url}/collection?scope=default`);
    await page.getByRole('button', { name: 'Language' }).click();
    await page.getByRole('menuitem', { name: '中文' }).click();
    await page.getByRole('heading', { level: 1, name: '采集' }).waitFor();
    await page.getByText(/该地址没有程序接受连接/).waitFor();
    await watched.screenshot('real-collection-zh');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('heading', { level: 1, name: '采集' }).waitFor();
    const isWide = await page.evaluate(
      () => document.documentElement.scrollWidth > window.innerWidth,
    );
    expect(isWide).toBe(false);
    await watched.screenshot('real-collection-phone');
  });

  it('reported no error in the browser', () => {
    expect(watched.errors.filter((error) => !/status of 401/.test(error))).toEqual([]);
  });
});
