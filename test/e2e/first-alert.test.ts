import { writeFileSync } from 'node:fs';
import type { Page as BrowserPage } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Page } from '../../web/contract/common.ts';
import type { Incident } from '../../web/contract/incidents.ts';
import type { WatchedPage } from '../support/browser.ts';
import { requires } from '../support/requires.ts';
import { signInAs } from '../support/two-tenants.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type Lab, startLab } from './lab.ts';
import {
  create,
  createBrowserChannel,
  createMailChannel,
  createWebhookChannel,
  fillRule,
  fillSignIn,
  goTo,
  signInOnPage,
} from './steps.ts';

const RULE = {
  name: 'Targets are up',
  expression: 'sum by (job) (up)',
  threshold: '0.5',
  channels: ['On call', 'Tickets', 'Team browsers'],
} as const;

/** One story, told in order: each step stands on the one before. */
requires('prometheus', 'chromium')('from a rule to mail, webhook and browser', () => {
  let lab: Lab;
  let acme: WatchedPage;
  let page: BrowserPage;
  beforeAll(async () => {
    lab = await startLab();
    acme = await lab.browser.openPage({ viewport: { width: 1440, height: 900 } });
    page = acme.page;
    page.setDefaultTimeout(30_000);
  });
  afterAll(() => lab?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    writeFileSync(`${await acme.screenshot('real-failed')}.log`, lab.tocsin.log());
  });

  it('signs in, refusing a wrong password first', async () => {
    await page.goto(lab.tocsin.url);
    await page.getByLabel('User name').fill('acme-admin');
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('User name or password is wrong.').waitFor();
    await signInOnPage(page, lab.tocsin.url, 'acme');
    await page.getByRole('heading', { level: 1, name: 'First steps in acme' }).waitFor();
    await page.getByText(/has no log backend/).waitFor();
    await acme.screenshot('real-home-first-steps');
  });

  it('creates channels of each kind, and sends a test that really arrives', async () => {
    await createMailChannel(page, 'On call', 'oncall@acme.example');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText(/^Sent in/).waitFor();
    await lab.smtp.waitFor(({ to }) => to.includes('oncall@acme.example'));
    lab.smtp.clear();
    await create(page, 'On call');
    await createWebhookChannel(page, 'Tickets', `${lab.webhook.url}/hook`);
    await create(page, 'Tickets');
    await createBrowserChannel(page, 'Team browsers');
    await create(page, 'Team browsers');
  });

  it('creates a rule with a live preview', async () => {
    await fillRule(page, RULE);
    await page.getByRole('button', { name: 'Time range' }).click();
    await page.getByRole('button', { name: '5m', exact: true }).click();
    await page.locator('.uplot').waitFor();
    await page.getByText('groups:').waitFor();
    await acme.screenshot('real-rule-new');
    await create(page, RULE.name);
  });

  it('sees the alert arrive without reloading', async () => {
    await page.evaluate(() => {
      document.documentElement.dataset.sameDocument = 'yes';
    });
    await goTo(page, 'Incidents');
    const incident = page.getByRole('listitem').filter({ hasText: RULE.name });
    await incident.first().waitFor({ timeout: 60_000 });
    expect(await page.evaluate(() => document.documentElement.dataset.sameDocument)).toBe('yes');
    await acme.screenshot('real-incidents');
  });

  it('finds the mail, the webhook call and the toast', async () => {
    const mail = await lab.smtp.waitFor(({ to }) => to.includes('oncall@acme.example'));
    expect(mail.subject).toContain(RULE.name);
    const call = await lab.webhook.waitFor(({ path }) => path === '/hook');
    expect(call.body).toContain(RULE.name);
    await page.getByText('through Team browsers').first().waitFor();
  });

  it('tells the story of the incident in its timeline', async () => {
    await page.getByRole('link', { name: RULE.name }).first().click();
    for (const channel of RULE.channels) {
      await page.getByText(`Delivered to ${channel}`).first().waitFor();
    }
    await acme.screenshot('real-incident');
  });

  it('shows nothing of it to the other tenant', async () => {
    const other = await lab.browser.openPage();
    await signInOnPage(other.page, lab.tocsin.url, 'umbrella');
    await other.page.getByRole('heading', { name: 'First steps in umbrella' }).waitFor();
    await goTo(other.page, 'Home');
    await other.page.getByText('No rule watches umbrella yet').waitFor();
    await goTo(other.page, 'Rules');
    await other.page.getByText(/No rules in/).waitFor();
    await other.page.goto(`${lab.tocsin.url}/explore?scope=umbrella&view=table&q=up`);
    await other.page.getByText('umbrella-prod').first().waitFor();
    expect(await other.page.getByText('acme-prod').count()).toBe(0);
    await other.page.goto(`${lab.tocsin.url}/incidents?scope=acme`);
    await other.page.getByText('You may not see or do this here').waitFor();
    await other.page.context().close();
  });

  it('completes metrics of the scope, and draws their graph', async () => {
    await goTo(page, 'Explore');
    await page.getByRole('textbox', { name: 'PromQL query' }).click();
    await page.keyboard.type('prometheus_build');
    await page.getByRole('option', { name: /prometheus_build_info/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('up');
    await page.keyboard.press('Shift+Enter');
    await page.locator('.uplot').waitFor();
    await page
      .getByText('{job="acme"', { exact: false })
      .or(page.getByText(/job="acme"/))
      .first()
      .waitFor();
    await acme.screenshot('real-explore');
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('sum(up');
    await page.keyboard.press('Shift+Enter');
    await page.getByText('The query cannot be read').waitFor();
  });

  it('keeps the place and unsaved changes when the session ends', async () => {
    await goTo(page, 'Rules');
    await page.getByRole('link', { name: RULE.name, exact: true }).click();
    await page.getByLabel('Name', { exact: true }).fill('Targets are up, renamed');
    const address = page.url();
    await page.context().clearCookies();
    // What the page asks by itself may find the end first, and takes the button away.
    const ended = page.getByText(/Your session has ended/);
    await page.getByRole('button', { name: 'Save' }).or(ended).first().click();
    await ended.waitFor();
    await fillSignIn(page, 'acme');
    await page.getByText('Your unsaved changes are back.').waitFor();
    expect(page.url()).toBe(address);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Targets are up, renamed' }).waitFor();
  });

  it('says how old the state is while the service is away, and goes on without a reload', async () => {
    await goTo(page, 'Incidents');
    await page.evaluate(() => {
      document.documentElement.dataset.sameDocument = 'still';
    });
    await lab.tocsin.stop();
    await page.getByText(/Connection lost/).waitFor();
    await acme.screenshot('real-connection-lost');
    await lab.tocsin.restart();
    await page.getByText(/Connection lost/).waitFor({ state: 'detached', timeout: 40_000 });
    expect(await page.evaluate(() => document.documentElement.dataset.sameDocument)).toBe('still');
  });

  it('deletes the rule, and its incident ends for that reason', async () => {
    await hasOneIncident(lab);
    await goTo(page, 'Rules');
    await page.getByRole('link', { name: /Targets are up/ }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    // Two while the one under the former name has not ended.
    await page.getByText(/its [12] open incidents? /).waitFor();
    await page.getByRole('button', { name: 'Delete the rule' }).click();
    await page.getByText(/No rules in/).waitFor();
    await goTo(page, 'Incidents');
    await page.getByText('Resolved', { exact: true }).click();
    await page
      .getByRole('link', { name: /Targets are up/ })
      .first()
      .click();
    await page.getByText('the rule was deleted').first().waitFor();
    await lab.smtp.waitFor(({ subject }) => /resolved/i.test(subject));
  });

  it('reported no error in the browser that was not asked for', () => {
    // 503: the first steps ask for log lines, and this cluster has no store of logs.
    const unexpected = acme.errors.filter(
      (error) => !/status of (4|503)|ERR_CONNECTION|WebSocket connection/.test(error),
    );
    expect(unexpected).toEqual([]);
  });
});

/** Prometheus tells of a rule's new name, and of what it missed, in its own time. */
async function hasOneIncident({ tocsin }: Lab): Promise<void> {
  const client = await signInAs(tocsin.url, 'acme-admin');
  const isOne = async () => {
    const { items } = await client.get<Page<Incident>>('/api/v1/tenants/acme/incidents');
    if (items.filter(({ status }) => status === 'firing').length === 1) return true;
    throw new Error(JSON.stringify(items));
  };
  await waitUntil(isOne, { what: 'one open incident', timeoutMs: 60_000 });
}
