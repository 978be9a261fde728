import { readFileSync, writeFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { WatchedPage } from '../support/browser.ts';
import { requires } from '../support/requires.ts';
import { eventually, expectNoFaintText } from './eventually.ts';
import { type ExplorePage, explorePage } from './explore-steps.ts';
import { type LogLab, startLogLab } from './log-lab.ts';
import { settledBox } from './settled.ts';
import { signInOnPage } from './steps.ts';

/** Explore for logs against the service with its own stores, in which the neighbour has lines too. */
requires('chromium')('Explore for logs', () => {
  let lab: LogLab;
  let acme: WatchedPage;
  let page: Page;
  let editor: ExplorePage;
  const rows = () => page.getByRole('row');
  const list = () => page.getByRole('grid');
  const detail = (name: string): Locator => page.getByRole('region', { name });
  const open = async (query: string) => {
    const search = new URLSearchParams({ scope: 'acme', range: '1h', q: query });
    await page.goto(`${lab.tocsin.url}/logs?${search}`);
    await rows().first().waitFor();
  };
  beforeAll(async () => {
    lab = await startLogLab();
    await lab.pushHistory();
    acme = await lab.browser.openPage({
      viewport: { width: 1440, height: 900 },
      acceptDownloads: true,
    });
    page = acme.page;
    page.setDefaultTimeout(10_000);
    editor = explorePage(page, lab.tocsin.url, { path: 'logs', label: 'LogQL query' });
    await signInOnPage(page, lab.tocsin.url, 'acme');
  });
  afterAll(() => lab?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    writeFileSync(`${await acme.screenshot('logs-failed')}.log`, lab.tocsin.log());
  });

  it('starts with everything of the scope, and nothing of the neighbour', async () => {
    await page.goto(`${lab.tocsin.url}/?scope=acme`);
    await page
      .getByRole('navigation', { name: 'Areas' })
      .getByRole('link', { name: 'Logs' })
      .click();
    await page.getByText('Search the log lines of this scope').waitFor();
    await acme.photograph('logs-start');
    await page.getByRole('button', { name: 'Show all lines' }).click();
    await rows().first().waitFor();
    await page.getByText('All 240 lines').waitFor();
    await page.locator('.uplot').waitFor();
    expect(await page.getByText(/umbrella/).count()).toBe(0);
    expect(await rows().count()).toBeLessThan(120);
    await acme.photograph('logs-all');
  });

  it('draws the volume by level, and zooms into it', async () => {
    await open('{app="shop"}');
    const volume = page.getByRole('region', { name: 'Volume' });
    await volume.locator('.uplot').waitFor();
    await eventually(() => volume.innerText()).toMatch(/error\s+48/);
    await eventually(() => volume.innerText()).toMatch(/info\s+192/);
    const box = await settledBox(volume.locator('.u-over'));
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 40, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/range=\d{4}/);
    await page.getByText('All 240 lines').waitFor({ state: 'detached' });
    await page.getByText(/^All \d+ lines?$/).waitFor();
    await page.goBack();
    await page.getByText('All 240 lines').waitFor();
  });

  it('finds Chinese and mixed text with the builder, and marks it', async () => {
    await page.goto(`${lab.tocsin.url}/logs?scope=acme&range=1h`);
    await page.getByRole('combobox', { name: 'Label' }).fill('app');
    await page.getByRole('combobox', { name: 'Value' }).click();
    await page.getByRole('option', { name: 'shop' }).click();
    await page.getByRole('button', { name: 'Add text' }).click();
    await page.getByRole('textbox', { name: 'Text in the line' }).fill('支付失败 order');
    await page.getByText('{app="shop"} |= "支付失败 order"').waitFor();
    await page.keyboard.press('Shift+Enter');
    await page.getByText('All 48 lines').waitFor();
    await eventually(() => list().locator('mark').first().innerText()).toBe('支付失败 order');
    await page.getByText('LogQL', { exact: true }).click();
    await eventually(() => editor.text()).toBe('{app="shop"} |= "支付失败 order"');
    await editor.write('{app="shop"} |~ "订单[0-9]+ 已');
    await page
      .getByRole('status')
      .getByText(/parse error/)
      .waitFor();
    await editor.ask('{app="shop"} |~ "支付(失败|超时) order-1[0-9] "');
    await page.getByText('All 2 lines').waitFor();
    await eventually(() => list().locator('mark').first().innerText()).toMatch(
      /^支付失败 order-1\d $/,
    );
    await page.getByText('Builder', { exact: true }).click();
    const text = page.getByRole('textbox', { name: 'Text in the line' });
    await eventually(() => text.inputValue()).toBe('支付(失败|超时) order-1[0-9] ');
    await text.fill('支付失败 ORDER');
    await page.getByRole('combobox', { name: 'Operator' }).nth(1).click();
    await page.getByRole('option', { name: 'contains, in any case' }).click();
    await page.getByText('{app="shop"} |~ "(?i)支付失败 ORDER"').waitFor();
    await page.keyboard.press('Shift+Enter');
    await page.getByText('All 48 lines').waitFor();
    await eventually(() => list().locator('mark').first().innerText()).toBe('支付失败 order');
    await acme.photograph('logs-builder');
    await expectNoFaintText(page);
  });

  it('completes LogQL with what the scope has, explains it, and marks what is refused', async () => {
    await editor.open('edit=text');
    await editor.editor().click();
    await page.keyboard.type('{ap');
    await editor.complete(/^app/);
    await page.keyboard.type('="sh');
    await editor.complete(/^shop/);
    expect(await page.getByRole('option', { name: /umbrella/ }).count()).toBe(0);
    await page.keyboard.press('End');
    await page.keyboard.type(' | js');
    await editor.complete(/^json/);
    await page.keyboard.type(' | cod');
    await editor.complete(/^code/);
    await page.keyboard.type('="50');
    await editor.complete(/^500/);
    await eventually(() => editor.text()).toBe('{app="shop"} | json | code="500"');
    await page.keyboard.press('Shift+Enter');
    await page.getByText('All 24 lines').waitFor();
    await editor.hover('json');
    await page.locator('.cm-word-info').getByText('json (parser)').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.type(' |');
    await page.getByRole('option', { name: /^\|=/ }).waitFor();
    await acme.photograph('logs-editor');
    await editor.write('{app="shop", namespace="umbrella-prod"}');
    await page.locator('.cm-lintRange-warning').first().waitFor();
    await expectNoFaintText(page);
  });

  it('lists the fields of the lines, and filters by their values', async () => {
    await open('{app="shop"}');
    await page.getByRole('button', { name: 'Detected fields' }).click();
    await detail('Detected fields').getByRole('button', { name: /^code/ }).click();
    await page.getByRole('button', { name: 'Filter for code=502' }).waitFor();
    await page.locator('.uplot').waitFor();
    await acme.photograph('logs-fields');
    await expectNoFaintText(page);
    await page.getByRole('button', { name: 'Filter for code=502' }).click();
    await page.getByText('{app="shop"} | json | code="502"').waitFor();
    await page.getByText('All 24 lines').waitFor();
  });

  it('opens a line, and filters for and out what stands on it', async () => {
    await open('{app="shop"}');
    await list().focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.uplot').waitFor();
    await detail('Structured metadata').getByText('trace_id').waitFor();
    await detail('Detected fields (json)').getByText('支付').first().waitFor();
    await acme.photograph('logs-opened');
    await expectNoFaintText(page);
    await page.getByRole('button', { name: 'Filter for detected_level=error' }).click();
    await page.getByText('All 48 lines').waitFor();
    await page.getByText('{app="shop"} | detected_level="error"').waitFor();
    await rows().first().getByRole('button').first().click();
    await page.getByRole('button', { name: 'Filter out code=500' }).click();
    await page.getByText('{app="shop"} | detected_level="error" | json | code!="500"').waitFor();
    await page.getByText('All 24 lines').waitFor();
    await page.reload();
    await page.getByText('All 24 lines').waitFor();
  });

  it('shows what stands around a line, whatever the query', async () => {
    await open('{app="shop"} |= "order-100 "');
    await page.getByText('All 1 line').waitFor();
    await list().focus();
    await page.keyboard.press('j');
    await page.keyboard.press('c');
    const around = page.getByRole('grid', { name: 'Lines around it' });
    await around.getByText('order-99 ').waitFor();
    await around.getByText('order-101 ').waitFor();
    await eventually(() => around.locator('[data-chosen="true"]').innerText()).toContain(
      'order-100 ',
    );
    await acme.photograph('logs-context');
    await expectNoFaintText(page);
    await page.keyboard.press('Escape');
  });

  it('follows new lines, pauses, filters and clears', async () => {
    await page.goto(`${lab.tocsin.url}/logs?scope=acme&q=%7Bapp%3D%22live%22%7D`);
    await page.getByRole('button', { name: 'Live', exact: true }).click();
    await page
      .getByRole('status')
      .getByText(/^Live ·/)
      .waitFor();
    await page.getByText('Waiting for lines').waitFor();
    await lab.push('umbrella', 'live', ['umbrella 的秘密']);
    await lab.push('acme', 'live', ['用户 login 成功', 'second line']);
    await list().getByText('用户 login 成功').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await lab.push('acme', 'live', ['while paused']);
    await page.getByRole('button', { name: 'Resume (1 new)' }).waitFor();
    expect(await list().getByText('while paused').count()).toBe(0);
    await acme.photograph('logs-live');
    await page.getByRole('button', { name: 'Resume (1 new)' }).click();
    await list().getByText('while paused').waitFor();
    await page.getByRole('textbox', { name: 'Find in what is shown' }).fill('LOGIN 成功');
    await eventually(() => rows().count()).toBe(1);
    await eventually(() => list().locator('mark').first().innerText()).toBe('login 成功');
    await lab.push('acme', 'live', ['退出 logout', '再次 login 成功']);
    await eventually(() => rows().count()).toBe(2);
    await page.getByRole('status').getByText('2 of 5 lines shown').waitFor();
    await page.getByRole('textbox', { name: 'Find in what is shown' }).fill('');
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('Waiting for lines').waitFor();
    expect(await page.getByText('umbrella 的秘密').count()).toBe(0);
  });

  it('draws few of many rows, loads more, and holds the view while lines arrive', async () => {
    const many = Array.from({ length: 800 }, (_, index) => `line ${index} 行`);
    await lab.push('acme', 'many', many);
    await open('{app="many"}');
    await page.getByText('The newest 500 lines').waitFor();
    expect(await rows().count()).toBeLessThan(80);
    await page.getByRole('button', { name: 'Load more' }).click();
    await page.getByText('All 800 lines').waitFor();
    await list().focus();
    await page.keyboard.press('End');
    await list().getByText('line 0 行').waitFor();
    await page.getByRole('button', { name: 'Live', exact: true }).click();
    await list().getByText('line 799 行').waitFor();
    await list().evaluate((box) => box.scrollTo(0, 480));
    await list().getByText('line 779 行').waitFor();
    const before = await settledBox(list().getByText('line 779 行'));
    await lab.push('acme', 'many', ['after one', 'after two']);
    await page.getByRole('status').getByText('102 lines shown').waitFor();
    await eventually(() => settledBox(list().getByText('line 779 行'))).toEqual(before);
  });

  it('exports what the query finds', async () => {
    await open('{app="shop"} |= "支付失败"');
    for (const [name, sign] of [
      ['NDJSON', '"line":'],
      ['CSV', ','],
      ['Text', '支付失败'],
    ] as const) {
      await page.getByRole('button', { name: 'Export' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name }).click(),
      ]);
      const text = readFileSync(await download.path(), 'utf8');
      // Spreadsheets know UTF-8 by it.
      expect(text.startsWith('\ufeff'), name).toBe(name === 'CSV');
      expect(text.split('支付失败').length - 1, name).toBe(48);
      expect(text).toContain(sign);
      expect(text).not.toContain('umbrella');
    }
  });

  it('says in plain words what is wrong, and what to do when there is nothing', async () => {
    await page.goto(`${lab.tocsin.url}/logs?scope=acme&edit=text&q=%7Bapp%3D%22shop%22`);
    await page.getByRole('alert').getByText('The query cannot be read').waitFor();
    await page.goto(`${lab.tocsin.url}/logs?scope=acme&q=%7Bapp%3D%22nobody%22%7D`);
    await page.getByText('No line answers this in the chosen scope and time.').waitFor();
    await page.getByRole('button', { name: 'Look at the last 24 hours' }).click();
    await page.waitForURL(/range=24h|range=1d/);
    await page.goto(`${lab.tocsin.url}/logs?scope=umbrella`);
    await page.getByText('You may not see or do this here').waitFor();
  });

  it('draws a metric query, and remembers what was asked', async () => {
    const query = 'sum by (detected_level) (rate({app="shop"}[5m]))';
    const search = new URLSearchParams({ scope: 'acme', edit: 'text', q: query });
    await page.goto(`${lab.tocsin.url}/logs?${search}`);
    await page.locator('.uplot').waitFor();
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByRole('button', { name: /支付失败 order/ }).click();
    await page.getByText('All 48 lines').waitFor();
  });

  it('makes a rule of what was asked, which asks logs', async () => {
    await page.getByRole('link', { name: 'Make a rule of it' }).click();
    await page.getByRole('heading', { level: 1, name: 'New rule' }).waitFor();
    const form = page.getByRole('form').or(page.locator('form'));
    await page.getByRole('radio', { name: 'Logs', checked: true }).waitFor({ state: 'attached' });
    await form.getByText('sum(count_over_time({app="shop"} |= "支付失败 order" [5m]))').waitFor();
    await page.getByRole('complementary', { name: 'Preview' }).locator('.uplot').waitFor();
    await page.getByText('Metrics', { exact: true }).click();
    await page.getByText(/^PromQL without a threshold/).waitFor();
    await page.getByText('Logs', { exact: true }).last().click();
    await form.getByText(/^sum\(count_over_time/).waitFor();
  });

  it('is as good in Chinese, in the dark and on a telephone', async () => {
    await open('{app="shop"} |= "支付失败"');
    await rows().first().getByRole('button').first().click();
    await page.getByRole('button', { name: 'Language' }).click();
    await page.getByRole('menuitem', { name: '中文' }).click();
    await page.getByText('共 48 条').waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await acme.photograph('logs-dark-zh');
    await expectNoFaintText(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await acme.photograph('logs-phone');
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    await eventually(width).toBeLessThanOrEqual(390);
  });

  it('reported no error in the browser that was not asked for', () => {
    expect(acme.errors.filter((error) => !/status of 4/.test(error))).toEqual([]);
  });
});
