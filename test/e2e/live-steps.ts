import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Channel } from '../../web/contract/channels.ts';
import type { Page as PageOf } from '../../web/contract/common.ts';
import type { Incident } from '../../web/contract/incidents.ts';
import type { Rule } from '../../web/contract/rules.ts';
import { type ApiClient, signIn } from '../support/api-client.ts';
import { labPassword } from '../support/embedded-lab.ts';
import { waitUntil } from '../support/wait-until.ts';
import { heldRequests } from './held-requests.ts';
import { goTo } from './steps.ts';

const OWNER = '/api/v1/tenants/default';
const RULES = /\/api\/v1\/tenants\/default\/rules(\/|\?|$)/;
const NAME = 'Much is monitored';

export interface LiveScene {
  /** Of a person who may do everything in `default`, in the scope of that tenant. */
  readonly page: Page;
  readonly url: string;
  /** Takes any message. */
  readonly hook: string;
  /** Makes what `monitored` tells 10; it was 1. */
  readonly rise: () => void;
}

/**
 * A rule fires while its list and its own page are open, and is spoken of while its incident is: the
 * pages show it by what the live socket says, since nothing that they ask about rules is answered.
 */
export async function seeItHappen({ page, url, hook, rise }: LiveScene): Promise<void> {
  const root = await signIn(url, 'root', labPassword);
  const { id } = await addRule(root, hook);
  await goTo(page, 'Rules');
  const row = page.getByRole('table', { name: 'Rules' }).getByRole('row').filter({ hasText: NAME });
  const other = await page.context().newPage();
  await other.goto(`${url}/rules/${id}?scope=default`);
  const status = other.getByRole('main').getByText('inactive', { exact: true });
  await Promise.all([row.getByText('inactive').waitFor(), status.first().waitFor()]);
  const held = heldRequests();
  await page.context().route(RULES, held.hold);
  rise();
  const fires = other.getByRole('main').getByText('firing', { exact: true });
  await Promise.all([row.getByText('firing').waitFor(), fires.first().waitFor()]);
  held.release();
  await page.context().unroute(RULES);
  await other.close();
  await seeMessages(page, root);
}

/** The message about what somebody else has written appears on the page of the incident. */
async function seeMessages(page: Page, root: ApiClient): Promise<void> {
  const incident = await waitUntil(
    async () => (await root.get<PageOf<Incident>>(`${OWNER}/incidents`)).items[0],
    { what: 'the incident' },
  );
  await goTo(page, 'Incidents');
  await page.getByRole('main').getByRole('link', { name: NAME }).first().click();
  const delivered = page
    .getByRole('region', { name: 'Messages' })
    .getByRole('listitem')
    .filter({ hasText: 'delivered' });
  await delivered.first().waitFor();
  expect(await delivered.count()).toBe(1);
  await root.post(`${OWNER}/incidents/${incident.id}/notes`, { text: 'Seen.' });
  await delivered.nth(1).waitFor();
}

async function addRule(root: ApiClient, hook: string): Promise<Rule> {
  const channel = await root.post<Channel>(`${OWNER}/channels`, {
    ...{ kind: 'webhook', name: 'hook', url: hook, secret: 'a-key-of-enough-length' },
    ...{ sendResolved: true, language: 'en', enabled: true },
  });
  return root.post<Rule>(`${OWNER}/rules`, {
    ...{ name: NAME, scope: 'default.default.default', language: 'promql' },
    ...{ expression: 'monitored', interval: '1s', levelChange: 'raised', enabled: true },
    levels: [{ severity: 'critical', operator: '>', threshold: 5, for: '0' }],
    ...{ labels: {}, annotations: {}, channels: [channel.id] },
  });
}
