import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchBrowser, type TestBrowser, type WatchedPage } from '../support/browser.ts';
import { EmbeddedLabClient, labPassword, labToken } from '../support/embedded-lab.ts';
import { requires } from '../support/requires.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts';
import { eventually, expectNoFaintText } from './eventually.ts';
import { buildAll } from './lab.ts';
import { seeItHappen } from './live-steps.ts';
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
  outbound: { tenantAllow: ['127.0.0.0/8'] },
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
  let exporter: Server;
  /** What the exporter tells. */
  let monitored = 1;
  let sink: WebhookSink;
  let browser: TestBrowser;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    buildAll();
    exporter = createServer((_, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(`monitored ${monitored}\n`);
    });
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    sink = await startWebhookSink();
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
    exporter?.close();
    await sink?.stop();
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
      const samples = row.getByRole('cell').last();
      await eventually(async () =>
        Number((await samples.innerText()).replace(',', '')),
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
    await watched.photograph('real-collection');
    await expectNoFaintText(page);
  });

  it('copies an address to which a push really goes', async () => {
    const address = page.getByRole('listitem').filter({ hasText: 'OTLP metrics' });
    await address.getByRole('button', { name: 'Copy' }).click();
    await watched.photograph('real-collection-push');
    const url = `${service.url}/scopes/default/otlp/v1/metrics`;
    await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toBe(url);
    const sender = new EmbeddedLabClient('', labToken('_platform'));
    expect((await sender.json('POST', url, gauge())).text).toBe('{}');
  });

  it('makes a monitor from a form, shows it as YAML, and then its targets', async () => {
    await page.goto(`${service.url}/collection?scope=default.default.default`);
    await page.getByRole('link', { name: 'Monitors', exact: true }).click();
    await page.getByText('default has no monitors yet').waitFor();
    await page.getByRole('link', { name: 'New monitor' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill('shop');
    await page.getByRole('textbox', { name: 'Targets' }).fill('10.1.2.3:80');
    await page.getByRole('button', { name: 'Create' }).click();
    await page
      .getByText(/10\.1\.2\.3 is not allowed as a target/)
      .first()
      .waitFor();
    const { port } = exporter.address() as AddressInfo;
    await page.getByRole('textbox', { name: 'Targets' }).fill(`127.0.0.1:${port}`);
    await page.getByRole('button', { name: 'Add a step' }).last().click();
    const step = page.getByRole('group', { name: 'Relabelling of series 1' });
    await step.getByLabel('Target label').fill('namespace');
    await page.getByRole('button', { name: 'Create' }).click();
    await step.getByText(/namespace/).waitFor();
    await step.getByLabel('Target label').fill('shop');
    await step.getByLabel('Replacement').fill('corner');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText(/targetLabel: shop/).waitFor();
    await page.getByText(/targetLabel: namespace/).waitFor();
    await watched.photograph('real-monitor-form');
    await page.getByRole('radiogroup', { name: 'Edit as' }).getByText('YAML').click();
    const yaml = page.getByRole('textbox', { name: 'YAML' });
    await yaml
      .locator('.cm-line')
      .filter({ hasText: /^ *name: shop$/ })
      .click();
    await page.keyboard.press('End');
    await page.keyboard.insertText('-2');
    await yaml.getByText('name: shop-2').waitFor();
    await page.getByRole('radiogroup', { name: 'Edit as' }).getByText('Form').click();
    await eventually(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('shop-2');
    await page.getByRole('button', { name: 'Create' }).click();
    const row = table('Monitors').getByRole('row', { name: /shop-2/ });
    await row.getByText('1 of 1 target up').waitFor();
    await watched.photograph('real-monitors');
    await row.getByRole('link').click();
    await table('Targets').getByText('up', { exact: true }).waitFor();
    await watched.photograph('real-monitor');
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByRole('button', { name: '1: created' }).waitFor();
    await page.getByText(/^\+ .*kind: ScrapeConfig/).waitFor();
  });

  it('shows on open pages what a rule and its messages do, without asking again', async () => {
    const rise = () => {
      monitored = 10;
    };
    await page.goto(`${service.url}/?scope=default`);
    await seeItHappen({ page, url: service.url, hook: `${sink.url}/hook`, rise });
  });

  it('sends lines through a flow that was made here to an output that was made here', async () => {
    await page.goto(`${service.url}/collection/flows?scope=default.default.default`);
    await page.getByRole('link', { name: 'New output' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('receiver');
    await page.getByLabel('Kind', { exact: true }).first().click();
    await page.getByRole('option', { name: 'HTTP', exact: true }).click();
    await page.getByLabel(/^URL/).fill(`${sink.url}/lines`);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('link', { name: 'New flow' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('errors');
    await page.getByLabel('Parse lines as', { exact: true }).first().click();
    await page.getByRole('option', { name: 'json' }).click();
    await page.getByLabel('Outputs', { exact: true }).first().fill('receiver');
    await page.getByRole('option', { name: 'receiver' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('region', { name: 'Objects' }).getByText('kind: Flow').waitFor();
    await watched.photograph('real-log-flow');
    await page.getByRole('button', { name: 'Create' }).click();
    await table('Flows').getByText('active', { exact: true }).waitFor();
    const sender = new EmbeddedLabClient(service.url, labToken('_platform'));
    const streams = [
      {
        stream: { app: 'a' },
        values: [[`${Date.now()}000000`, '{"tenant":"forged","level":"warn"}']],
      },
    ];
    const logs = '/scopes/default.default.default/loki/loki/api/v1/push';
    expect((await sender.json('POST', logs, { streams })).status).toBe(204);
    const { body } = await sink.waitFor(
      (request) => request.path === '/lines' && request.body.includes('forged'),
    );
    expect(
      JSON.parse(body.split('\n').find((line) => line.includes('forged')) ?? '{}'),
    ).toMatchObject({
      parsed: { tenant: 'forged', level: 'warn' },
      tenant: 'default',
      app: 'a',
    });
    await table('Outputs')
      .getByText(/lines? sent/)
      .waitFor();
    await watched.photograph('real-log-flows');
    await expectNoFaintText(page);
  });

  it('shows the platform the targets of all tenants', async () => {
    await page.goto(`${service.url}/collection?scope=_platform`);
    await page.getByRole('heading', { name: /default\s*\/\s*node/ }).waitFor();
    await page.getByText(/choose _platform@cluster/).waitFor();
    await page.goto(`${service.url}/collection?scope=_platform%40embedded`);
    await page.getByText(`${service.url}/scopes/_platform@embedded/kubernetes/audit`).waitFor();
    await watched.photograph('real-collection-platform');
  });

  it('speaks Chinese, and fits a phone', async () => {
    await page.goto(`${service.url}/collection?scope=default`);
    await page.getByRole('button', { name: 'Language' }).click();
    await page.getByRole('menuitem', { name: '中文' }).click();
    await page.getByRole('heading', { level: 1, name: '采集' }).waitFor();
    await page.getByText(/该地址没有程序接受连接/).waitFor();
    await watched.photograph('real-collection-zh');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('heading', { level: 1, name: '采集' }).waitFor();
    const isWide = () => document.documentElement.scrollWidth > window.innerWidth;
    await eventually(() => page.evaluate(isWide)).toBe(false);
    await watched.photograph('real-collection-phone');
  });

  it('reported no error in the browser', () => {
    expect(watched.errors.filter((error) => !/status of (?:400|401)/.test(error))).toEqual([]);
  });
});
