import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { WatchedPage } from '../support/browser.ts';
import { requires } from '../support/requires.ts';
import { eventually, expectNoFaintText } from './eventually.ts';
import { clusterAudit, clusterEvents } from './kubernetes-objects.ts';
import { developer, type LogLab, startLogLab } from './log-lab.ts';
import { goTo, signInAsOnPage, signInOnPage } from './steps.ts';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };

type Case = readonly [field: string, value: string, count: number];

/** Every second one: how fields become queries is tested without a browser. */
const shareOf = (cases: readonly Case[]): readonly Case[] =>
  cases.filter((_, index) => process.env.TOCSIN_PROOF === '1' || index % 2 === 1);

/** Posted through the real webhooks of a cluster on which two tenants have a namespace each. */
requires('chromium')('events and audit of Kubernetes', () => {
  let lab: LogLab;
  let acme: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    lab = await startLogLab();
    acme = await lab.browser.openPage({ viewport: DESK, acceptDownloads: true });
    page = acme.page;
    page.setDefaultTimeout(10_000);
    await signInOnPage(page, lab.tocsin.url, 'acme');
  });
  afterAll(() => lab?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    writeFileSync(`${await acme.screenshot('objects-failed')}.log`, lab.tocsin.log());
  });

  const open = (path: string, search: Readonly<Record<string, string>> = {}) =>
    page.goto(`${lab.tocsin.url}/${path}?${new URLSearchParams({ scope: 'acme', ...search })}`);
  const asked = (parameter: string) => new URL(page.url()).searchParams.get(parameter);
  const all = (count: number) => page.getByText(`All ${count} line${count === 1 ? '' : 's'}`);
  const grid = () => page.getByRole('grid');

  it('says where a cluster posts to, before it has', async () => {
    await open('events');
    await page.getByText('No events from Kubernetes in acme').waitFor();
    await page.getByText(`${lab.tocsin.url}/scopes/_platform@lab/kubernetes/events`).waitFor();
    await page.getByText(/token of kind scope on _platform that holds logs:write/).waitFor();
    await acme.photograph('events-none');
    await open('audit');
    await page.getByText(`${lab.tocsin.url}/scopes/_platform@lab/kubernetes/audit`).waitFor();
    await acme.photograph('audit-none');
    await lab.postCluster('events', clusterEvents(Date.now()));
    await lab.postCluster('audit', clusterAudit(Date.now()));
  });

  it('shows the events of the own namespaces, over time and as whole objects', async () => {
    await goTo(page, 'Events');
    await all(5).waitFor();
    expect(await page.getByText(/umbrella/).count()).toBe(0);
    const volume = page.getByRole('region', { name: 'Volume' });
    await volume.locator('.uplot').waitFor();
    await eventually(() => volume.innerText()).toMatch(/Warning\s+3[\s\S]*Normal\s+2/);
    await grid()
      .getByRole('button', { name: /BackOff/ })
      .click();
    await page.getByText('"component": "kubelet"').waitFor();
    await acme.photograph('events');
    await page.getByRole('button', { name: 'Filter for reason=BackOff' }).click();
    await all(1).waitFor();
    await eventually(() => asked('reason')).toBe('BackOff');
  });

  it.each(
    shareOf([
      ['namespace', 'acme-*', 5],
      ['namespace', 'umbrella-prod', 0],
      ['kind', 'Deployment', 1],
      ['kind', '!Deployment', 4],
      ['reason', 'BackOff, Failed*', 2],
      ['name', 'web-*', 3],
      ['type', 'Normal', 2],
      ['reason', 'OddReason (not a name)', 1],
      ['text', 'BACK-OFF RESTARTING', 1],
      ['text', '尚未就绪', 1],
    ]),
  )('finds events by %s %s', async (field, value, count) => {
    await open('events', { [field]: value });
    if (count > 0) await all(count).waitFor();
    else await page.getByText('No event answers this').waitFor();
  });

  it('takes filters from the form, and offers what there is', async () => {
    await open('events');
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Deployment' }).click();
    await all(1).waitFor();
    await page.getByRole('combobox', { name: 'Kind' }).fill('Pod');
    await page.getByRole('textbox', { name: 'Name' }).fill('db-*');
    await page.keyboard.press('Enter');
    await grid().getByText('FailedMount').waitFor();
    await all(1).waitFor();
    await eventually(() => [asked('kind'), asked('name')]).toEqual(['Pod', 'db-*']);
    await page.getByRole('link', { name: 'Open in Logs' }).click();
    await page.getByRole('heading', { level: 1, name: 'Logs' }).waitFor();
    await all(1).waitFor();
    await eventually(() => asked('q')).toContain('kind=~"Pod|other"');
  });

  it.each(
    shareOf([
      ['user', 'jane', 2],
      ['user', '!system:*', 3],
      ['resource', 'pods', 2],
      ['verb', 'delete, patch', 2],
      ['namespace', 'acme-prod', 5],
      ['resource', 'pods/exec', 1],
      ['source', '::1', 1],
      ['code', '4xx, 500', 2],
      ['text', '系统管理员', 1],
      ['source', '10.0.0.0/16', 3],
      ['name', 'web*', 2],
    ]),
  )('finds audit by %s %s', async (field, value, count) => {
    await open('audit', { [field]: value });
    await all(count).waitFor();
    expect(await page.getByText(/umbrella/).count()).toBe(0);
  });

  it('exports what was searched', async () => {
    await open('audit', { user: 'jane' });
    await all(2).waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    const started = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'NDJSON' }).click();
    const lines = readFileSync(await (await started).path(), 'utf8')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.filter((line) => line.includes('jane'))).toHaveLength(2);
    expect(lines.join()).not.toContain('umbrella');
  });

  it('follows audit as it comes', async () => {
    await open('audit', { code: '2xx' });
    await page.getByRole('button', { name: 'Live' }).click();
    await page.getByText('Live · 1 line shown').waitFor();
    await lab.postCluster('audit', {
      kind: 'EventList',
      items: [
        {
          auditID: 'live',
          stage: 'ResponseComplete',
          verb: 'update',
          user: { username: 'live-jane' },
          objectRef: { resource: 'pods', namespace: 'acme-prod', name: 'now' },
          responseStatus: { code: 200 },
          stageTimestamp: new Date().toISOString(),
        },
      ],
    });
    await grid().getByText('live-jane').waitFor();
  });

  it('looks right in both themes, in Chinese, and on a phone', async () => {
    for (const path of ['audit', 'events']) {
      await page.setViewportSize(DESK);
      await open(path);
      await page.locator('.uplot').waitFor();
      await grid().getByRole('button').first().click();
      await acme.photograph(`${path}-light`);
      await expectNoFaintText(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      await acme.photograph(`${path}-dark`);
      await expectNoFaintText(page);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(PHONE);
      await acme.photograph(`${path}-phone`);
      const isWide = () => document.documentElement.scrollWidth > window.innerWidth;
      await eventually(() => page.evaluate(isWide)).toBe(false);
    }
    await page.setViewportSize(DESK);
    await page.getByRole('button', { name: 'Language' }).click();
    await page.getByRole('menuitem', { name: '中文' }).click();
    await page.getByRole('heading', { level: 1, name: 'Kubernetes 事件' }).waitFor();
    await acme.photograph('events-zh');
    await open('audit');
    await page.getByRole('heading', { level: 1, name: 'Kubernetes 审计' }).waitFor();
    await page.locator('.uplot').waitFor();
    await acme.photograph('audit-zh');
    expect(acme.errors.filter((error) => !/status of 401/.test(error))).toEqual([]);
  });

  it('is no place for who may not read it', async () => {
    const other = await lab.browser.openPage({ viewport: DESK });
    other.page.setDefaultTimeout(10_000);
    await signInAsOnPage(other.page, lab.tocsin.url, developer);
    await other.page.goto(`${lab.tocsin.url}/events?scope=acme.shop`);
    await other.page.getByText('All 5 lines').waitFor();
    const areas = other.page.getByRole('navigation', { name: 'Areas' });
    await areas.getByRole('link', { name: 'Audit' }).waitFor({ state: 'detached' });
    await other.page.goto(`${lab.tocsin.url}/audit?scope=acme.shop`);
    await other.page.getByText('Reading audit takes a permission of its own').waitFor();
    await other.photograph('audit-refused');
    const q = '{tocsin_audit="true"}';
    await other.page.goto(
      `${lab.tocsin.url}/logs?${new URLSearchParams({ scope: 'acme.shop', q })}`,
    );
    await other.page.getByText('No line answers this').waitFor();
    expect(await other.page.getByText('jane').count()).toBe(0);
  });
});
