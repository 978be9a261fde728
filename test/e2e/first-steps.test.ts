import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchBrowser, type TestBrowser, type WatchedPage } from '../support/browser.ts';
import { requires } from '../support/requires.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { waitUntil } from '../support/wait-until.ts';
import { eventually, expectNoFaintText } from './eventually.ts';
import { buildAll } from './lab.ts';

const PASSWORD = 'a password of my own';

/** As `npm start` on an empty machine: no configuration but address, port and an empty folder. */
requires('chromium')('the first steps on an empty machine', () => {
  let service: TocsinProcess;
  let browser: TestBrowser;
  let watched: WatchedPage;
  let page: Page;
  let startedMs: number;

  beforeAll(async () => {
    buildAll();
    browser = await launchBrowser();
    watched = await browser.openPage({ viewport: { width: 1440, height: 900 } });
    page = watched.page;
    page.setDefaultTimeout(20_000);
    startedMs = performance.now();
    service = await startTocsin();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.remove();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    writeFileSync(`${await watched.screenshot('first-steps-failed')}.log`, service.log());
  });

  /** The page scrolls inside its frame: a picture of all of it needs a high window. */
  const picture = async (name: string, width = 1440) => {
    await page.setViewportSize({ width, height: 2_000 });
    await watched.photograph(name);
  };
  const step = (name: string) => page.locator(`[data-step="${name}"]`);
  const ticked = (name: string) => page.locator(`[data-step="${name}"][data-state="done"]`);

  it('leads whoever signs in first to the steps, within 30 s with real metrics, lines and a rule', async () => {
    const [, name = '', password = ''] = await waitUntil(
      () => /First sign-in: (\S+) \/ (\S+)/.exec(service.log()),
      { what: 'the first sign-in' },
    );
    await page.goto(service.url);
    await signInFirst(page, name, password);
    await page.getByRole('heading', { level: 1, name: 'First steps in default' }).waitFor();
    await step('data').getByText('2 of 2 targets up').waitFor();
    for (const figure of ['cpu', 'memory', 'load', 'disk']) {
      await page.locator(`[data-figure="${figure}"] dd`, { hasText: /^\d+\.\d+( %)?$/ }).waitFor();
    }
    await step('data').locator('.uplot').waitFor();
    await step('logs')
      .getByText(/"serving"/)
      .waitFor();
    await step('logs')
      .getByText(/^Live: new lines/)
      .waitFor();
    await step('rule').getByRole('link', { name: 'Host CPU is busy' }).waitFor();
    await page.locator('[data-figure="value"] dd', { hasText: /^\d/ }).waitFor();
    expect(performance.now() - startedMs).toBeLessThan(30_000);
    await page.getByText('2 of 5 done').waitFor();
    await picture('real-start-begin');
  });

  it('makes a channel on the page, with a test that arrives', async () => {
    await step('channel').getByRole('button', { name: 'Send a test' }).click();
    await step('channel')
      .getByText(/^Sent in/)
      .waitFor();
    await step('channel').getByRole('button', { name: 'Create channel' }).press('Enter');
    await ticked('channel').getByRole('link', { name: 'My browser' }).waitFor();
    await page.getByText('3 of 5 done').waitFor();
    await eventually(() => page.evaluate(() => document.activeElement?.id)).toBe('start-rule');
  });

  it('makes the rule fire through a copy, and shows each thing as it happens', async () => {
    await step('rule').getByRole('button', { name: 'Make it fire' }).click();
    const chain = page.getByRole('list', { name: 'What happens' });
    await chain.locator('[data-link="pending"][data-state="now"]').waitFor();
    await picture('real-start-pending');
    const toast = page.getByRole('alert').filter({ hasText: 'Host CPU is busy (trial)' });
    // At once: a toast goes away by itself.
    await Promise.all([
      chain.locator('[data-link="delivered"][data-state="done"]').waitFor(),
      toast.getByText('through “My browser”').waitFor(),
    ]);
    await step('incident').getByText('Delivered to My browser').waitFor();
    await page.getByText('5 of 5 done').waitFor();
    await expectNoFaintText(page);
    await picture('real-start-fired');
  });

  it('puts everything back in one click, and knows after a reload what was done', async () => {
    await step('rule').getByRole('button', { name: 'Put it back' }).click();
    await step('rule').getByRole('button', { name: 'Make it fire' }).waitFor();
    await step('incident').getByText('the rule was deleted').waitFor();
    await page.reload();
    await page.getByText('5 of 5 done').waitFor();
    await step('rule').getByRole('link', { name: 'Host CPU is busy' }).waitFor();
    const rules = await page.request.get(`${service.url}/api/v1/tenants/default/rules`);
    const { items } = (await rules.json()) as { items: { name: string; revision: number }[] };
    expect(items.map(({ name, revision }) => [name, revision])).toEqual([['Host CPU is busy', 1]]);
  });

  it('gives texts that work as they are: what they push appears live', async () => {
    await page.getByRole('button', { name: 'Make a token for these' }).click();
    await page.getByText('The token is in the texts below.').waitFor();
    const text = page.getByRole('tabpanel').locator('pre');
    await eventually(() => text.innerText()).not.toContain('YOUR_TOKEN');
    await pushAs(await text.innerText());
    await step('logs').getByText('hello from curl').waitFor();
  });

  it('speaks Chinese, fits 375 px, and is dark for who likes it so', async () => {
    await page.getByRole('button', { name: 'Language' }).click();
    await page.getByRole('menuitem', { name: '中文' }).click();
    await page.getByRole('heading', { level: 1, name: 'default 新手引导' }).waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    await expectNoFaintText(page);
    await picture('real-start-zh-dark');
    await page.setViewportSize({ width: 375, height: 812 });
    await step('data').locator('.uplot').waitFor();
    await eventually(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    await picture('real-start-zh-phone', 375);
    await page.getByRole('button', { name: '语言' }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.setViewportSize({ width: 1440, height: 900 });
    await eventually(() => page.evaluate(() => document.documentElement.scrollHeight)).toBe(900);
  });

  it('can be hidden, and found again in the help menu by keyboard', async () => {
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    await page.getByRole('button', { name: 'Help' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'First steps' }).press('Enter');
    await page.getByText('5 of 5 done').waitFor();
  });

  it('tells who may only look what is missing, and who has it', async () => {
    const { id } = await post(page, `${service.url}/api/v1/users`, {
      name: 'viewer',
      displayName: '',
      email: null,
      language: 'en',
      disabled: false,
      password: PASSWORD,
    });
    await post(page, `${service.url}/api/v1/tenants/default/role-bindings`, {
      user: id,
      role: 'tenant-member',
      node: 'default',
    });
    const viewer = await browser.openPage({ viewport: { width: 1440, height: 1_500 } });
    await viewer.page.goto(`${service.url}/start?scope=default`);
    await signInFirst(viewer.page, 'viewer', PASSWORD, `${PASSWORD}, a new one`);
    await viewer.page.getByText(/this needs channels:write.*tenant-admin/).waitFor();
    await viewer.page.getByText(/this needs rules:write.*project-ops/).waitFor();
    await eventually(() => viewer.page.getByRole('button', { name: 'Make it fire' }).count()).toBe(
      0,
    );
    await viewer.photograph('real-start-viewer');
    await viewer.page.context().close();
  });

  it('reported no error in the browser', () => {
    expect(watched.errors.filter((error) => !/status of 401/.test(error))).toEqual([]);
  });
});

/** Signs in with a password that was made by someone else, and changes it. */
async function signInFirst(
  page: Page,
  name: string,
  password: string,
  next = PASSWORD,
): Promise<void> {
  await page.getByLabel('User name').fill(name);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Current password').fill(password);
  await page.getByLabel('New password', { exact: true }).fill(next);
  await page.getByLabel('New password again').fill(next);
  await page.getByRole('button', { name: 'Change password' }).click();
}

/** Does what the command does: not every machine has curl. */
async function pushAs(command: string): Promise<void> {
  const url = /http:\S+/.exec(command)?.[0] ?? '';
  const authorization = /Authorization: ([^"]+)"/.exec(command)?.[1] ?? '';
  const data = /--data '(.*)'/.exec(command)?.[1] ?? '';
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: data.replace(`'$(date +%s%N)'`, `${Date.now()}000000`),
  });
  expect([answer.status, await answer.text()]).toEqual([204, '']);
}

async function post(page: Page, url: string, data: unknown): Promise<{ readonly id: string }> {
  const answer = await page.request.post(url, { data, headers: { origin: new URL(url).origin } });
  expect([answer.status(), answer.ok() ? '' : await answer.text()]).toEqual([201, '']);
  const body = (await answer.json()) as { id?: string; user?: { id: string } };
  return { id: body.user?.id ?? body.id ?? '' };
}
