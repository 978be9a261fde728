import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { WatchedPage } from '../support/browser.ts';
import { requires } from '../support/requires.ts';
import { waitUntil } from '../support/wait-until.ts';
import { importAndExport } from './dashboard-steps.ts';
import { eventually } from './eventually.ts';
import { type ExplorePage, explorePage } from './explore-steps.ts';
import { heldRequests } from './held-requests.ts';
import { type Lab, startLab } from './lab.ts';
import { drawHistogram, rankOwn } from './panel-steps.ts';
import { focusIsOn, setHidden } from './settled.ts';
import { signInOnPage } from './steps.ts';
import { startTenantExporter, type TenantExporter } from './tenant-exporter.ts';

/** Explore against the real service and a real Prometheus on which the neighbour has metrics too. */
requires('prometheus', 'chromium')('Explore', () => {
  let exporter: TenantExporter;
  let lab: Lab;
  let acme: WatchedPage;
  let page: Page;
  let explore: ExplorePage;
  beforeAll(async () => {
    exporter = await startTenantExporter();
    lab = await startLab(exporter.scrape);
    await waitUntil(
      async () => {
        const answer = await lab.prometheus.get('/api/v1/query', {
          query: 'rate(umbrella_orders_total[1m])',
        });
        return JSON.stringify(answer).includes('umbrella-south');
      },
      { what: 'the metrics of both tenants' },
    );
    acme = await lab.browser.openPage({
      viewport: { width: 1440, height: 900 },
      timezoneId: 'Asia/Kolkata',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = acme.page;
    page.setDefaultTimeout(30_000);
    explore = explorePage(page, lab.tocsin.url);
    await signInOnPage(page, lab.tocsin.url, 'acme');
  });
  afterAll(async () => {
    await lab?.stop();
    await exporter?.close();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    writeFileSync(`${await acme.screenshot('explore-failed')}.log`, lab.tocsin.log());
  });

  it('completes metrics, labels and values of the scope, and none of the neighbour’s', async () => {
    await explore.open();
    await explore.editor().click();
    await page.keyboard.type('orders');
    await page.getByText('Orders that acme has taken.').waitFor();
    expect(await page.getByRole('option', { name: /umbrella/ }).count()).toBe(0);
    await explore.complete(/acme_orders_total/);
    await page.keyboard.type('{sh');
    await explore.complete(/^shop/);
    await page.keyboard.type('="acme-so');
    await page.getByRole('option', { name: /^acme-south/ }).waitFor();
    expect(await page.getByRole('option', { name: /umbrella/ }).count()).toBe(0);
    await explore.complete(/^acme-south/);
    await eventually(() => explore.text()).toBe('acme_orders_total{shop="acme-south"}');
  });

  it('documents a metric and a function on hover', async () => {
    await explore.open();
    await explore.ask('rate(acme_orders_total[1m])');
    await explore.hover('acme_orders_total');
    await page.getByText('acme_orders_total (counter)').waitFor();
    await page.getByText('instance, job, namespace, shop').waitFor();
    await explore.hover('rate');
    await page
      .locator('.cm-word-info')
      .getByText(/^rate \(/)
      .waitFor();
  });

  it('marks what the service refuses, and what lies outside the scope', async () => {
    await explore.open();
    await explore.write('sum(acme_stock');
    await page.locator('.cm-lintRange-error').first().waitFor();
    await page.locator('.cm-lintRange-error').first().hover();
    await page
      .locator('.cm-diagnostic')
      .getByText(/parse error/)
      .waitFor();
    await explore.write('acme_stock{namespace="umbrella-prod"}');
    await page.locator('.cm-lintRange-warning').first().waitFor();
    await explore.write('acme_stock');
    await page.locator('.cm-lintRange-warning').waitFor({ state: 'detached' });
  });

  it('asks several rows, and the error of one hides no other', async () => {
    await explore.open();
    await explore.ask('acme_stock');
    await explore.add('B', 'sum(acme_stock');
    await page.keyboard.press('Shift+Enter');
    const second = explore.row('B');
    await second.getByText('The query cannot be read').waitFor();
    await explore.row('A').locator('.uplot').waitFor();
    await explore.row('A').getByRole('button', { name: 'Duplicate' }).click();
    await page.waitForURL(/q=acme_stock&q=acme_stock&q=sum/);
    await explore.row('B').locator('.uplot').waitFor();
    await explore.row('C').getByRole('button', { name: 'Remove' }).click();
    await second.getByRole('button', { name: 'Turn off' }).click();
    await second.getByText('Turned off: not asked.').waitFor();
    await page.waitForURL(/off=B/);
    await second.getByRole('button', { name: 'Turn off' }).click();
    await second.locator('.uplot').waitFor();
    await page.goBack();
    await explore.row('C').getByText('The query cannot be read').waitFor();
    await page.reload();
    await explore.row('C').getByText('The query cannot be read').waitFor();
    await explore.row('B').locator('.uplot').waitFor();
  });

  it('asks each row once when they are run', async () => {
    await explore.open();
    await explore.ask('acme_stock');
    await explore.add('B', 'acme_orders_total');
    const asked: string[] = [];
    page.on('request', (request) => {
      const query = new URLSearchParams(request.postData() ?? '').get('query');
      if (request.url().includes('query_range')) asked.push(query ?? '');
    });
    await page.keyboard.press('Shift+Enter');
    await explore.row('B').locator('.uplot').waitFor();
    await eventually(() => asked.toSorted()).toEqual(['acme_orders_total', 'acme_stock']);
    await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await eventually(() => asked.length).toBe(4);
    page.removeAllListeners('request');
  });

  it('shows a table of the end or of the whole range, sorts it and copies it', async () => {
    await explore.open('range=5m&view=table');
    await explore.ask('acme_orders_total');
    const values = page.locator('tbody tr td:nth-child(2)');
    await eventually(() => values.count()).toBe(2);
    await page.getByRole('button', { name: 'Value' }).click();
    await eventually(async () => {
      const [high = 0, low = 0] = (await values.allTextContents()).map(Number);
      return high > low;
    }).toBe(true);
    await page.getByRole('button', { name: 'Copy CSV' }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    await eventually(() => explore.clipboard()).toMatch(
      /^time,value,__name__,instance,job,namespace,shop\r\n/,
    );
    const csv = await explore.clipboard();
    expect(csv.split('\r\n')).toHaveLength(4);
    expect(csv).toMatch(/,acme_orders_total,.*,acme-shop,acme-prod,acme-south\r\n/);
    await page.getByRole('button', { name: 'Copy JSON' }).click();
    await eventually(() => explore.clipboard()).toContain('"namespace": "acme-prod"');
    await page
      .getByRole('radiogroup', { name: 'Samples in the table' })
      .getByText('Whole range')
      .click();
    await eventually(() => values.count()).toBeGreaterThan(2);
    await page.getByText('Both', { exact: true }).click();
    await page.locator('.uplot').waitFor();
    await page.locator('table').nth(1).waitFor();
    await page.waitForURL(/view=both.*table=range/);
  });

  it('finds a metric, narrows it and inserts the selector, by keyboard alone', async () => {
    await explore.open();
    await explore.editor().click();
    await page.keyboard.insertText('sum()');
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'Find metrics' }).focus();
    await page.keyboard.press('Enter');
    await focusIsOn(page.getByRole('combobox', { name: 'Name or description' }));
    await page.keyboard.type('has taken');
    await page.getByRole('option', { name: /acme_orders_total/ }).waitFor();
    await eventually(() => page.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    const shop = page.getByRole('combobox', { name: 'shop' });
    await shop.focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: 'acme-south' }).waitFor();
    expect(await page.getByRole('option', { name: /umbrella/ }).count()).toBe(0);
    await page.keyboard.type('south');
    await page.getByRole('option', { name: 'acme-north' }).waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('status', { name: 'Selector' }).getByText('{shop="acme-south"}').waitFor();
    await page.getByRole('button', { name: 'Insert' }).focus();
    await page.keyboard.press('Enter');
    await eventually(() => explore.text()).toBe('sum(acme_orders_total{shop="acme-south"})');
    await page.keyboard.press('Shift+Enter');
    await page.locator('.uplot').waitFor();
  });

  it('has nothing of the neighbour in the metric browser', async () => {
    await explore.open();
    await page.getByRole('button', { name: 'Find metrics' }).click();
    await page.getByRole('option', { name: /acme_stock/ }).waitFor();
    await page.getByRole('combobox', { name: 'Name or description' }).fill('umbrella');
    await page.getByText('0 of 0 metrics').waitFor();
    await page.keyboard.press('Escape');
  });

  it('shows what the scope adds and why, row by row', async () => {
    await explore.open();
    await explore.ask('sum(acme_stock) / sum(acme_orders_total{shop="acme-north"})');
    await page.getByRole('button', { name: 'What the scope adds' }).click();
    const panel = page.getByRole('region', { name: 'What the scope adds', exact: true });
    await eventually(() => panel.locator('mark').allTextContents()).toEqual([
      '{namespace="acme-prod"}',
      'namespace="acme-prod",',
    ]);
    await panel.getByText('Stands for acme.shop.prod.').waitFor();
    await explore.write('up{namespace="umbrella-prod"}');
    await panel.getByText(/Matches nothing here/).waitFor();
    await acme.photograph('real-explore-scope');
  });

  it('says on request why an answer is empty', async () => {
    await explore.open();
    await explore.ask('acme_stok');
    await page.getByRole('button', { name: 'Why is it empty?' }).click();
    const why = page.getByRole('region', { name: 'Why it is empty' });
    await why.getByText(/acme_stok/).waitFor();
    await why.getByText(/acme_stock/).waitFor();
    await explore.ask('acme_stock{shop="umbrella-north"}');
    await page.getByRole('button', { name: 'Why is it empty?' }).click();
    await why.getByText(/acme-north/).waitFor();
    await explore.ask('umbrella_stock');
    await page.getByRole('button', { name: 'Why is it empty?' }).click();
    await why.getByText(/umbrella_stock/).waitFor();
    expect(await why.textContent()).not.toMatch(/umbrella-|umbrella_orders/);
  });

  it('hands on a link with all rows, range and view', async () => {
    await explore.open('range=15m');
    await explore.ask('acme_stock');
    await explore.add('B', 'acme_orders_total');
    await page.keyboard.press('Control+Enter');
    await explore.row('B').getByRole('button', { name: 'Turn off' }).click();
    await page.getByText('Table', { exact: true }).click();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await eventually(() => explore.clipboard()).toMatch(/^http.*off=B/);
    const link = await explore.clipboard();
    const other = await page.context().newPage();
    await other.goto(link);
    await other.getByText('acme_stock').first().waitFor();
    await other.getByText('acme-north').first().waitFor();
    await other.getByText('Turned off: not asked.').waitFor();
    await other.getByRole('button', { name: 'Time range' }).getByText('Last 15m').waitFor();
    await other.close();
  });

  it('drops a slow answer that has been overtaken, and aborts its request', async () => {
    await explore.open();
    const held = heldRequests();
    const isSlow = (text: string | null) => text?.includes('acme_stock') === true;
    await page.route(/query_range/, (route) =>
      isSlow(route.request().postData()) ? held.hold(route) : route.continue(),
    );
    const aborted = page.waitForEvent('requestfailed', (request) => isSlow(request.postData()));
    const asked = page.waitForRequest((request) => isSlow(request.postData()));
    await explore.ask('acme_stock');
    await asked;
    await explore.ask('acme_orders_total');
    expect((await aborted).failure()?.errorText).toBe('net::ERR_ABORTED');
    held.release();
    await page.locator('.uplot').waitFor();
    await page
      .getByRole('button', { name: /acme_orders_total/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: /acme_stock/ }).waitFor({ state: 'detached' });
    await page.unroute(/query_range/);
  });

  it('refreshes by itself, pauses in a hidden tab, and asks at once when it is seen again', async () => {
    const clocked = await page.context().newPage();
    await clocked.clock.install();
    let asked = 0;
    clocked.on('request', (request) => {
      if (request.url().includes('query_range')) asked += 1;
    });
    await clocked.goto(`${lab.tocsin.url}/explore?scope=acme&range=5m&refresh=10s&q=acme_stock`);
    await clocked.locator('.uplot').waitFor();
    const first = asked;
    await clocked.clock.runFor(11_000);
    await eventually(() => asked).toBe(first + 1);
    await clocked.locator('[aria-busy="false"]').waitFor();
    await setHidden(clocked, true);
    await clocked.clock.runFor(60_000);
    expect(asked).toBe(first + 1);
    await setHidden(clocked, false);
    await eventually(() => asked).toBe(first + 2);
    await clocked.close();
  });

  it('takes a range by typing and shows instants in the chosen zone', async () => {
    await explore.open('view=table');
    await explore.ask('acme_stock');
    await page.getByRole('button', { name: 'Time range' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('From').fill('now-30m');
    await page.keyboard.press('Enter');
    await page.waitForURL(/range=30m/);
    await page.getByRole('button', { name: 'Time range' }).click();
    await page.getByRole('radiogroup', { name: 'Time zone' }).getByText('UTC').click();
    await page.keyboard.press('Escape');
    const instant = page.locator('tbody time').first();
    await eventually(async () => {
      const exact = await instant.getAttribute('datetime');
      return (await instant.textContent()) === exact?.slice(0, 19).replace('T', ' ');
    }).toBe(true);
  });

  it('remembers queries: searches, runs again, stars and deletes them', async () => {
    await explore.open();
    await explore.ask('sum(acme_stock)');
    await explore.ask('count(acme_stock)');
    await page.getByRole('button', { name: 'History' }).click();
    await focusIsOn(page.getByLabel('Search your queries'));
    await page.keyboard.type('sum stock');
    const past = page.getByRole('list', { name: 'Past queries' }).getByRole('listitem');
    await eventually(() => past.count()).toBeGreaterThan(0);
    await past
      .filter({ hasText: /^sum\(acme_stock\)just now/ })
      .getByRole('button', { name: 'Star' })
      .click();
    await page.getByLabel('Search your queries').focus();
    await page.keyboard.press('Enter');
    await eventually(() => explore.text()).toBe('sum(acme_stock)');
    await page.waitForURL(/q=sum/);
    await page.getByRole('button', { name: 'History' }).click();
    await past
      .filter({ hasText: 'count(acme_stock)' })
      .getByRole('button', { name: 'Run in a new row' })
      .click();
    await explore.row('B').locator('.uplot').waitFor();
    await page.getByRole('button', { name: 'History' }).click();
    await past
      .filter({ hasText: 'count(acme_stock)' })
      .getByRole('button', { name: 'Delete' })
      .click();
    await past.filter({ hasText: 'count(acme_stock)' }).waitFor({ state: 'detached' });
    await eventually(() => past.first().textContent()).toContain('sum(acme_stock)');
    await page.keyboard.press('Escape');
  });

  it('keeps the history of another scope and of another person apart, in the same browser', async () => {
    await page.goto(`${lab.tocsin.url}/explore?scope=acme.shop`);
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByText(/Nothing yet/).waitFor();
    await page.keyboard.press('Escape');
    await page.context().clearCookies();
    await signInOnPage(page, `${lab.tocsin.url}/explore?scope=umbrella`, 'umbrella');
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByText(/Nothing yet/).waitFor();
    await page.keyboard.press('Escape');
    await explore.editor().click();
    await page.keyboard.type('orders');
    await page.getByRole('option', { name: /umbrella_orders_total/ }).waitFor();
    expect(await page.getByRole('option', { name: /acme/ }).count()).toBe(0);
  });

  it('keeps a dashboard byte for byte, and brings it back', async () => {
    await page.context().clearCookies();
    await signInOnPage(page, `${lab.tocsin.url}/dashboards?scope=acme`, 'acme');
    await importAndExport(page);
  });

  it('draws a histogram under the policy of the page', async () => {
    await page.goto(`${lab.tocsin.url}/dashboards?scope=acme`);
    await drawHistogram(page);
    await acme.screenshot('explore-histogram');
  });

  it('ranks what is the tenant’s own, and nothing of the neighbour’s', async () => {
    await rankOwn(page, lab.tocsin.url, 'acme', 'umbrella');
    await acme.screenshot('explore-ranking');
    await page.context().clearCookies();
    await signInOnPage(page, `${lab.tocsin.url}/ranking?scope=umbrella`, 'umbrella');
    await rankOwn(page, lab.tocsin.url, 'umbrella', 'acme');
  });

  it('reported no error in the browser that was not asked for', () => {
    // 503: the lab has no logs and no stores of its own, which the first steps ask after signing in.
    expect(acme.errors.filter((error) => !/status of (?:4|503)/.test(error))).toEqual([]);
  });
});
