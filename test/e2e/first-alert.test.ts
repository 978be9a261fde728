import { writeFileSync } from 'node:fs';
import type { Page as BrowserPage, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Page } from '../../web/contract/common.ts';
import type { Incident } from '../../web/contract/incidents.ts';
import type { Rule } from '../../web/contract/rules.ts';
import type { WatchedPage } from '../support/browser.ts';
import { requires } from '../support/requires.ts';
import { fixturePassword, signInAs } from '../support/two-tenants.ts';
import { waitUntil } from '../support/wait-until.ts';
import { frameFromPortals } from './embedding-steps.ts';
import { eventually } from './eventually.ts';
import { lookIntoGrafana } from './grafana-steps.ts';
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
  /** In the list: the notice of a new incident names its rule too. */
  const ruleNamed = (name: string | RegExp) =>
    page.getByRole('table', { name: 'Rules' }).getByRole('link', { name });
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
    await acme.photograph('real-home-first-steps');
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
    await acme.photograph('real-rule-new');
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
    await acme.photograph('real-incidents');
  });

  it('finds the mail, the webhook call and the toast', async () => {
    // At once: a toast goes away by itself.
    const [mail, call] = await Promise.all([
      lab.smtp.waitFor(({ to }) => to.includes('oncall@acme.example')),
      lab.webhook.waitFor(({ path }) => path === '/hook'),
      page.getByText('through “Team browsers”').first().waitFor(),
    ]);
    expect(mail.subject).toContain(RULE.name);
    expect(call.body).toContain(RULE.name);
  });

  it('tells the story of the incident in its timeline', async () => {
    await page.getByRole('link', { name: RULE.name }).first().click();
    for (const channel of RULE.channels) {
      await page.getByText(`Delivered to ${channel}`).first().waitFor();
    }
    const why = page.getByRole('region', { name: 'Why (not) notified' });
    for (const channel of RULE.channels) {
      await why
        .getByRole('listitem')
        .filter({ hasText: `${channel}: was notified` })
        .waitFor();
    }
    await page.locator('.uplot').first().waitFor();
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await page
      .getByText(/^Acknowledged by/)
      .first()
      .waitFor();
    await acme.photograph('real-incident');
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
    await acme.photograph('real-explore');
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('sum(up');
    await page.keyboard.press('Shift+Enter');
    await page.getByText('The query cannot be read').waitFor();
  });

  it('keeps the place and unsaved changes when the session ends', async () => {
    await goTo(page, 'Rules');
    await ruleNamed(RULE.name).click();
    await page.getByLabel('Name', { exact: true }).fill('Targets are up, renamed');
    const address = page.url();
    await page.context().clearCookies();
    // What the page asks by itself may find the end first, and takes the button away.
    const ended = page.getByText(/Your session has ended/);
    await page.getByRole('button', { name: 'Save' }).or(ended).first().click();
    await ended.waitFor();
    await fillSignIn(page, 'acme');
    await page.getByText('Your unsaved changes are back.').waitFor();
    await eventually(() => page.url()).toBe(address);
    await page.getByRole('button', { name: 'Save' }).click();
    await ruleNamed('Targets are up, renamed').waitFor();
  });

  it('says how old the state is while the service is away, and goes on without a reload', async () => {
    await goTo(page, 'Incidents');
    await page.evaluate(() => {
      document.documentElement.dataset.sameDocument = 'still';
    });
    await lab.tocsin.stop();
    await page.getByText(/Connection lost/).waitFor();
    await acme.photograph('real-connection-lost');
    await lab.tocsin.restart();
    await page.getByText(/Connection lost/).waitFor({ state: 'detached', timeout: 40_000 });
    expect(await page.evaluate(() => document.documentElement.dataset.sameDocument)).toBe('still');
  });

  it('deletes the rule, and its incident ends for that reason', async () => {
    await hasOneIncident(lab);
    await goTo(page, 'Rules');
    await ruleNamed(/Targets are up/).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    // Two while the one under the former name has not ended.
    await page.getByText(/^[12] open incidents? will be resolved/).waitFor();
    const told = page.getByRole('list', { name: 'Will be notified:' });
    for (const channel of RULE.channels) await told.getByText(channel).waitFor();
    await page.getByRole('button', { name: 'Delete the rule' }).click();
    await page.getByText(/No rules in/).waitFor();
    await goTo(page, 'Incidents');
    await page.getByText('Resolved', { exact: true }).click();
    await page
      .getByRole('main')
      .getByRole('link', { name: /Targets are up/ })
      .first()
      .click();
    await page.getByText('the rule was deleted').first().waitFor();
    await lab.smtp.waitFor(({ subject }) => /resolved/i.test(subject));
  });

  it('makes a working rule from a template in under ten clicks from the sign-in', async () => {
    const fresh = await lab.browser.openPage({ viewport: { width: 1280, height: 900 } });
    let clicks = 0;
    const click = async (locator: Locator) => {
      clicks += 1;
      await locator.click();
    };
    const link = (name: string | RegExp) => fresh.page.getByRole('link', { name }).first();
    await fresh.page.goto(lab.tocsin.url);
    await fresh.page.getByLabel('User name').fill('acme-admin');
    await fresh.page.getByRole('textbox', { name: 'Password' }).fill(fixturePassword);
    await click(fresh.page.getByRole('button', { name: 'Sign in' }));
    await click(link('Rules'));
    await click(link('New rule'));
    await click(fresh.page.getByRole('combobox', { name: 'Scope' }));
    await click(fresh.page.getByRole('option', { name: 'acme.shop.prod', exact: true }));
    await fresh.page.getByText('With data here').waitFor();
    await click(fresh.page.getByRole('button', { name: /^Scrape target/ }));
    await click(link(/^Target is up/));
    await click(fresh.page.getByRole('button', { name: 'Create' }));
    await link(/Target is up/).waitFor();
    expect(clicks).toBeLessThan(10);
    await isLoaded(lab);
    await fresh.photograph('real-rule-of-template');
    await fresh.page.context().close();
  });

  it('opens it as the form that it was, with names and values of its own data', async () => {
    await goTo(page, 'Rules');
    await page.getByRole('link', { name: /Target is up/ }).click();
    await page.getByRole('button', { name: 'Edit as PromQL' }).waitFor();
    await page.getByRole('button', { name: 'Add a filter' }).click();
    await page.getByRole('combobox', { name: 'Filter 1: label' }).click();
    await page.getByRole('option', { name: 'namespace', exact: true }).click();
    await page.getByRole('combobox', { name: 'Filter 1: value' }).click();
    await page.getByRole('option', { name: 'acme-prod' }).waitFor();
    expect(await page.getByRole('option', { name: 'umbrella-prod' }).count()).toBe(0);
    await page.getByRole('option', { name: 'acme-prod' }).click();
    await page.getByText('groups:').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: /Target is up/ }).click();
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByRole('button', { name: /^2: changed/ }).waitFor();
    await page.getByRole('rowheader', { name: 'Filters' }).waitFor();
    await page.getByText('YAML', { exact: true }).click();
    await page.getByText('value: acme-prod').waitFor();
    await acme.photograph('real-rule-history');
  });

  it('takes it as YAML as well, and says what the service finds at its line', async () => {
    await page.getByRole('link', { name: 'Back to the rule' }).click();
    await page.getByRole('radiogroup', { name: 'Edit as' }).getByText('YAML').click();
    const yaml = page.getByRole('textbox', { name: 'YAML', exact: true });
    await yaml.getByText('value: acme-prod').waitFor();
    await yaml
      .locator('.cm-line')
      .filter({ hasText: /severity:/ })
      .first()
      .click();
    await page.keyboard.press('End');
    await page.keyboard.insertText('x');
    const wrong = page.getByRole('list', { name: 'What is wrong' });
    await wrong.getByText(/^Line \d+:.*is not one of/).waitFor();
    await acme.photograph('real-rule-yaml');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('\ncontact: on call\n');
    await wrong.getByText(/is not one of/).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: /Target is up/ }).click();
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByRole('button', { name: /^3: changed/ }).waitFor();
    await page.getByRole('rowheader', { name: 'Owner' }).waitFor();
  });

  it('copies it, and deletes both at once', async () => {
    await page.getByRole('link', { name: 'Back to the rule' }).click();
    await page.getByRole('link', { name: 'Copy to…' }).click();
    await page.getByRole('combobox', { name: 'To', exact: true }).click();
    await page.getByRole('option', { name: 'acme.shop', exact: true }).click();
    await page.getByRole('rowheader', { name: 'Scope' }).waitFor();
    await page.getByRole('button', { name: 'Copy 1 rule' }).click();
    await page.getByText('1 rule done').waitFor();
    await goTo(page, 'Rules');
    await page.getByText('2 rows', { exact: true }).waitFor();
    await page
      .getByRole('link', { name: /Target is up/ })
      .first()
      .focus();
    await page.keyboard.press('x');
    await page.getByText('1 rule selected').waitFor();
    await page.getByRole('checkbox', { name: 'Select all 2 rules' }).click();
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('No open incident will be resolved by this.').waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('2 rules done').waitFor();
    await page.getByText(/No rules in/).waitFor();
  });

  it('shows a dashboard on the page of a site that is allowed, and of no other', () =>
    frameFromPortals(lab));

  it('shows a board of Grafana and one panel of it, and draws both when Grafana is away', () =>
    lookIntoGrafana(lab));

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

/** The one rule of acme is known to the Prometheus that evaluates it. */
async function isLoaded({ tocsin }: Lab): Promise<void> {
  const client = await signInAs(tocsin.url, 'acme-admin');
  const isThere = async () => {
    const { items } = await client.get<Page<Rule>>('/api/v1/tenants/acme/rules');
    const stages = items.flatMap(({ status }) => status.map(({ stage }) => stage));
    if (stages.some((stage) => stage === 'loaded' || stage === 'evaluated')) return true;
    throw new Error(JSON.stringify(items));
  };
  await waitUntil(isThere, { what: 'a rule that Prometheus has loaded', timeoutMs: 30_000 });
}
