import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { requires } from '../support/requires.ts';
import { eventually } from './eventually.ts';
import { heldRequests } from './held-requests.ts';
import { JOURNEYS } from './journeys.ts';
import { type MockTab, openMockTab } from './mock-tab.ts';
import { type MockUi, serveMockUi } from './mock-ui.ts';
import { typeAndPaintTimes } from './people-steps.ts';
import { makeRoute } from './routes-steps.ts';
import { nextFrames, settledBox } from './settled.ts';

/** How the interface behaves, over its mock backend; the service's own part is in first-alert. */
requires('chromium')('the interface', () => {
  let ui: MockUi;
  let browser: TestBrowser;
  let tab: MockTab;
  let page: Page;
  beforeAll(async () => {
    ui = await serveMockUi();
    browser = await launchBrowser();
    tab = await openMockTab(browser, ui, {});
    page = tab.page;
    page.setDefaultTimeout(30_000);
  });
  afterAll(async () => {
    await browser?.close();
    await ui?.close();
  });

  async function open(path: string, person = 'ann', height = 800): Promise<void> {
    await page.setViewportSize({ width: 1280, height });
    await tab.visit(path, { person });
  }
  const raise = () => page.evaluate(() => window.dispatchEvent(new Event('mock:incident')));
  const rows = () => page.locator('main li[data-id]');

  it('shows new incidents at once at the top, and behind a pill further down', async () => {
    await open('/incidents?scope=acme&status=all', 'ann', 500);
    await page.getByText('Disk almost full').waitFor();
    await raise();
    await page.getByRole('link', { name: /^Raised/ }).waitFor();
    await page.locator('main').evaluate((main) => main.scrollTo({ top: 400 }));
    await nextFrames(page);
    const before = await rows().count();
    await raise();
    await raise();
    await page.getByRole('button', { name: '2 new' }).waitFor();
    expect(await rows().count()).toBe(before);
    await page.getByRole('button', { name: '2 new' }).click();
    await page.getByRole('button', { name: '2 new' }).waitFor({ state: 'detached' });
    await eventually(() => rows().count()).toBe(before + 2);
    await eventually(() => page.locator('main').evaluate((main) => main.scrollTop)).toBe(0);
  });

  it('tells of a new incident on a page that is about something else, and leads to it', async () => {
    await open('/channels?scope=acme');
    await page.getByRole('heading', { name: 'Channels' }).first().waitFor();
    await raise();
    const toast = page.getByRole('alert').filter({ hasText: 'New incident' });
    await toast.getByRole('link', { name: /^Raised/ }).click();
    await page.waitForURL(/\/incidents\/.+scope=acme/);
  });

  it('moves through rows with j and k and opens with Enter', async () => {
    await open('/incidents?scope=acme');
    await page.getByText('Disk almost full').waitFor();
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
    const second = await rows().nth(1).getByRole('link').textContent();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: second ?? '' }).waitFor();
  });

  it('filters by a label chip, and excludes with Alt', async () => {
    await open('/incidents?scope=acme');
    const chip = page.getByRole('button', { name: 'job=checkout', exact: true }).first();
    await chip.click();
    await page.getByText('1 row', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Remove the filter job=checkout' }).click();
    await chip.click({ modifiers: ['Alt'] });
    await page.getByText('4 rows', { exact: true }).waitFor();
    await page.getByText('Latency of the checkout').waitFor({ state: 'detached' });
    await page.waitForURL(/job%21%3Dcheckout/);
  });

  it.each(JOURNEYS)('%s', async (_, path, walk) => {
    await open(path);
    await walk(page);
  });

  it('keeps a draft through navigation and reload, and drops it when told to', async () => {
    await open('/rules/new?scope=acme.shop');
    await page.getByLabel('Name', { exact: true }).fill('Half a rule');
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByText('Recently resolved').waitFor();
    await page.goBack();
    await page.getByText('Your unsaved changes are back.').waitFor();
    await page.reload();
    await page.getByText('Your unsaved changes are back.').waitFor();
    const name = page.getByLabel('Name', { exact: true });
    await eventually(() => name.inputValue()).toBe('Half a rule');
    await page.getByRole('button', { name: 'Discard my changes' }).click();
    await eventually(() => name.inputValue()).toBe('');
  });

  it('tells mistakes after the first blur, and the first one of a save comes into view', async () => {
    await open('/rules/new?scope=acme.shop');
    const threshold = page.getByLabel('Threshold');
    await threshold.fill('much');
    expect(await page.getByText('A number.').count()).toBe(0);
    await threshold.blur();
    await page.getByText('A number.').waitFor();
    await threshold.fill('3');
    await page.getByText('A number.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('Required.').first().waitFor();
    await page.locator('[aria-invalid="true"]:focus').waitFor();
  });

  it('shows what a rule would have done, and moves a threshold with its line', async () => {
    await open('/rules/new?scope=acme.shop');
    await page.getByLabel('Name', { exact: true }).fill('Busy');
    await page.getByLabel('Expression').last().click();
    await page.keyboard.type('rate(queue_depth[5m])');
    const threshold = page.getByLabel('Threshold');
    await threshold.fill('80');
    await page.getByText('It would have fired once in this range.').waitFor();
    await page.getByText('No notification would have been sent.').waitFor();
    await page.getByRole('table', { name: 'Series that would have fired' }).waitFor();
    await page.getByText('"queue_depth" is a gauge.').click();
    await page.getByText('A rate takes every fall for a reset of a counter.').waitFor();
    const box = await settledBox(page.locator('.u-over').first());
    // The mock's highest value is 1.2 times the threshold, with a little air above and below.
    const [low, high] = [0, 96 + 0.06 * (96 - 80 / 3)];
    const line = box.y + box.height * (1 - (80 - low) / (high - low));
    await page.mouse.move(box.x + box.width / 2, line);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, line - 10);
    await page.mouse.up();
    await eventually(async () => Number(await threshold.inputValue())).toBeGreaterThan(80);
    await page.getByRole('tab', { name: 'Mail' }).click();
    await page.frameLocator('iframe').getByRole('heading', { name: 'Firing' }).waitFor();
  });

  it('offers both ways out of a lost race', async () => {
    await open('/rules?scope=acme');
    await page.getByRole('link', { name: 'Disk almost full' }).click();
    await page.getByLabel('Name', { exact: true }).fill('raced');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Someone else saved this while you were editing.').waitFor();
    await page.getByRole('button', { name: 'Take theirs, drop mine' }).click();
    await eventually(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe(
      'Disk almost full',
    );
  });

  it('lets a reader look at a rule, and not change it', async () => {
    await open('/rules?scope=acme', 'reader');
    await page.getByText('5 rows').waitFor();
    await page.getByRole('link', { name: 'New rule' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Disk almost full' }).click();
    await page.getByText('You may view this but not change it.').waitFor();
    await eventually(() => page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  });

  it('will not let a first password stay', async () => {
    await open('/', 'newcomer');
    await page.getByLabel('Current password').fill('correct horse');
    await page.getByLabel('New password', { exact: true }).fill('battery staple');
    await page.getByLabel('New password again').fill('battery stable');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The two are not the same.').waitFor();
    await page.getByLabel('New password again').fill('battery staple');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByRole('heading', { name: 'Home' }).waitFor();
  });

  it('zooms by dragging on a graph, and the address says so', async () => {
    await open('/explore?scope=acme.shop.prod&q=up');
    const plot = page.locator('.u-over');
    const box = await settledBox(plot);
    await page.mouse.move(box.x + box.width * 0.25, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 80, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/range=\d{4}-/);
    const zoomed = page.url();
    await plot.dblclick();
    await page.waitForURL((url) => url.href !== zoomed && url.search.includes('range=20'));
    await page.goBack();
    await page.goBack();
    await page.getByRole('button', { name: 'Time range' }).getByText('Last 1h').waitFor();
  });

  it('takes a typed range in the chosen zone', async () => {
    await open('/explore?scope=acme.shop.prod&q=up');
    await page.getByRole('button', { name: 'Time range' }).click();
    await page.getByRole('radiogroup', { name: 'Time zone' }).getByText('UTC').click();
    await page.getByLabel('From').fill('2026-11-20 09:00');
    await page.getByRole('textbox', { name: 'To' }).fill('yesterday');
    await page.getByText(/Not a time/).waitFor();
    await page.getByRole('textbox', { name: 'To' }).fill('2026-11-20 10:30');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/range=2026-11-20T09%3A00%3A00Z\.\.2026-11-20T10%3A30%3A00Z/);
  });

  it('goes anywhere with Ctrl K, in the language that is chosen', async () => {
    await open('/?scope=acme');
    await page.getByRole('button', { name: 'Language' }).click();
    await page.getByRole('menuitem', { name: '中文' }).click();
    await page.getByRole('heading', { level: 1, name: '首页' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('跳转到页面、规则或告警').fill('渠道');
    await page.getByRole('option', { name: '通知渠道', selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '通知渠道' }).waitFor();
    await page.locator('html[lang="zh-CN"]').waitFor();
  });

  it('keeps an Enter that is pressed before the list of the palette is there', async () => {
    await open('/?scope=acme');
    await page.getByText('Recently resolved').waitFor();
    const held = heldRequests();
    await page.route(/palette-list/, held.hold);
    const asked = page.waitForRequest(/palette-list/);
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/Go to a page/).fill('channels');
    await page.keyboard.press('Enter');
    await asked;
    expect(await page.getByRole('option').count()).toBe(0);
    held.release();
    await page.getByRole('heading', { level: 1, name: 'Channels' }).waitFor();
    await page.getByPlaceholder(/Go to a page/).waitFor({ state: 'detached' });
  });

  it('forgets such an Enter when something else is typed', async () => {
    await open('/?scope=acme');
    await page.getByText('Recently resolved').waitFor();
    const held = heldRequests();
    await page.route(/palette-list/, held.hold);
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/Go to a page/).fill('channels');
    await page.keyboard.press('Enter');
    await page.getByPlaceholder(/Go to a page/).fill('rules');
    held.release();
    await page.getByRole('option', { name: 'Rules', selected: true }).waitFor();
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  });

  it('carries scope and range from page to page, and leaves what is not there', async () => {
    await open('/rules?scope=acme&range=6h');
    await page.getByRole('button', { name: 'Choose a scope' }).click();
    await page.getByPlaceholder(/Search tenants/).fill('payments prod');
    await page.getByRole('option', { selected: true }).filter({ hasText: 'prod' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/scope=acme\.payments\.prod/);
    // The rule of the whole tenant covers it too.
    await page.getByText('2 rows', { exact: true }).waitFor();
    await page.getByText('High error rate').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Explore' }).click();
    await page.waitForURL(/\/explore\?scope=acme\.payments\.prod&range=6h/);
  });

  it('has every area on a phone, and the pages of an area above each of them', async () => {
    await open('/?scope=acme');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Collection' }).click();
    const parts = page.getByRole('navigation', { name: 'Collection' });
    await parts.getByRole('link', { name: 'Monitors' }).click();
    await page.getByRole('heading', { level: 1, name: 'Monitors' }).waitFor();
    const bar = page.getByRole('navigation', { name: 'Areas' });
    await bar.getByRole('link', { name: 'Rules' }).click();
    await page.getByRole('navigation', { name: 'Rules' }).getByText('Policies').click();
    await bar.locator('[aria-current]', { hasText: 'Rules' }).waitFor();
  });

  it('offers one cluster where a question cannot be asked of several', async () => {
    await open('/explore?scope=acme&q=several_clusters');
    await page.getByText('Ask one cluster:').waitFor();
    await page.getByRole('button', { name: 'us-1' }).click();
    await page.waitForURL(/scope=acme(?:@|%40)us-1&/);
    await page.getByText('Ask one cluster:').waitFor({ state: 'detached' });
  });

  it('shows what becomes of rules before it takes them over, and gives them out again', async () => {
    await open('/rules?scope=acme.shop');
    await page.getByRole('link', { name: 'Import and export' }).click();
    await page.getByLabel('Or paste it here').fill('- alert: DiskSlow\n- alert: refuse\n');
    await page.getByRole('button', { name: 'Preview import' }).click();
    const report = page.getByRole('table', { name: 'Import preview' });
    await report.getByText('rejected', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Import 1 rule, skip 1 rejected' }).click();
    await page.getByRole('link', { name: 'DiskSlow' }).waitFor();
    await page.getByRole('link', { name: 'Import and export' }).click();
    await page.getByRole('tab', { name: 'Export' }).click();
    await page.getByRole('button', { name: 'Export rules' }).click();
    await eventually(() => page.getByRole('textbox', { name: 'Export' }).inputValue()).toContain(
      'DiskSlow',
    );
  });

  it('switches a group of system rules on, and has one of them otherwise', async () => {
    await open('/rules?scope=acme');
    await page.getByRole('link', { name: 'System rules' }).click();
    await page.getByText('0 of 3 on').waitFor();
    await page.getByText('Records namespace_pod:log_lines:count1m').waitFor();
    const toggle = async (name: string) => {
      await page.getByRole('switch', { name }).focus();
      await page.keyboard.press('Space');
    };
    await toggle('Switch Storage on or off');
    await page.getByText('1 of 3 on').waitFor();
    await page.getByRole('link', { name: 'Volume is nearly full' }).click();
    await toggle('Override the levels');
    await page.getByLabel('Threshold').first().fill('a lot');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('A number.').waitFor();
    await page.getByLabel('Threshold').first().fill('0.95');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('overridden', { exact: true }).waitFor();
    await page.getByText('> 0.95 for 1m').waitFor();
    await page.getByRole('link', { name: 'Volume is nearly full' }).click();
    await page.getByRole('button', { name: 'Reset to default' }).click();
    await page.getByText('> 90 % for 1m').waitFor();
    await page.getByText('overridden', { exact: true }).waitFor({ state: 'detached' });
  });

  it('makes a policy, gives it to a rule, and reads the inbox', async () => {
    await open('/policies/new?scope=acme');
    await page.getByLabel('Name', { exact: true }).fill('Nights');
    await page.getByRole('button', { name: 'Add a time window' }).click();
    await typeAndPaintTimes(page);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('Policy “Nights” created').waitFor();
    await page.goto(`${ui.url}/rules?scope=acme`);
    await page.getByRole('link', { name: 'Disk almost full' }).click();
    await page.getByRole('combobox', { name: 'Policy' }).click();
    await page.getByRole('option', { name: 'Office hours' }).click();
    await page.getByText('Receivers and repeats per level').click();
    await page.getByRole('combobox', { name: 'Receivers' }).first().click();
    await page.getByRole('option', { name: 'nobody' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Rule “Disk almost full” saved').waitFor();
    await page.getByRole('link', { name: 'Policies' }).click();
    await page.getByRole('row', { name: /Office hours.*2 rules/ }).waitFor();
    await page.getByRole('link', { name: '1 unread message in the inbox' }).click();
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByRole('link', { name: 'Inbox', exact: true }).waitFor();
  });

  it('makes a route, and tries it before it is saved', async () => {
    await open('/routes?scope=acme');
    await makeRoute(page);
  });

  it('makes a rule on logs with a form, which opens as that form again', async () => {
    await open('/rules/catalogue?scope=acme.shop.prod');
    await page.getByRole('link', { name: 'Count log lines' }).click();
    const logs = page.getByRole('region', { name: 'How many such log lines there are' });
    await page.getByLabel('Name', { exact: true }).fill('Refused');
    await page.getByRole('button', { name: 'Create' }).click();
    await logs.getByText('Which?').waitFor();
    const stream = logs.getByRole('group', { name: 'Label 1' });
    await stream.getByLabel('Label 1: label').click();
    await page.getByRole('option', { name: 'app', exact: true }).click();
    await stream.getByLabel('Label 1: value').click();
    await page.getByRole('option', { name: 'checkout', exact: true }).click();
    await logs.getByLabel('Line 1: value').fill('refused');
    await page.getByLabel('Threshold').fill('10');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('Rule “Refused” created').waitFor();
    await page.getByRole('link', { name: 'Refused' }).click();
    await eventually(() => logs.getByLabel('Line 1: value').inputValue()).toBe('refused');
    await eventually(() => logs.getByLabel('Label 1: value').inputValue()).toBe('checkout');
    await logs.getByRole('button', { name: 'Edit as LogQL' }).click();
    await logs.waitFor({ state: 'detached' });
    await page.getByRole('radio', { name: 'Logs', checked: true }).waitFor({ state: 'attached' });
  });

  it('makes a rule of a query', async () => {
    await open('/explore?scope=acme.shop.prod&q=rate(errors_total%5B5m%5D)');
    await page.getByRole('link', { name: 'Make a rule of it' }).click();
    await page.getByRole('heading', { name: 'New rule' }).waitFor();
    await page.getByText('rate(errors_total[5m])').first().waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Errors');
    await page.getByLabel('Threshold').fill('1');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('Rule “Errors” created').waitFor();
    await page.getByText('through “Browsers of the team”').waitFor();
  });
});
