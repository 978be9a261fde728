import { type Shot, seen } from './shot.ts';

/** The pages about incidents beyond the list and one of them. */
export const INCIDENT_SHOTS: readonly Shot[] = [
  {
    name: 'incidents-silence',
    path: '/incidents?scope=acme',
    person: 'ann',
    isForLooking: true,
    prepare: async (page) => {
      await page.getByRole('link', { name: 'Disk almost full' }).focus();
      for (const key of ['x', 'j', 'x', 's']) await page.keyboard.press(key);
      await page.getByRole('dialog', { name: 'Silence 2 alerts' }).waitFor();
    },
  },
  {
    name: 'incidents-silence-zh',
    path: '/incidents?scope=acme',
    person: 'ann',
    isForLooking: true,
    language: 'zh',
    prepare: async (page) => {
      await page.getByRole('link', { name: 'Disk almost full' }).focus();
      for (const key of ['x', 'j', 'x', 's']) await page.keyboard.press(key);
      const dialog = page.getByRole('dialog', { name: '静默 2 条告警' });
      await dialog.getByText('黑名单').click();
      await dialog.getByText('黑名单收录').waitFor();
    },
  },
  {
    name: 'incidents-triage',
    path: '/incidents?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('link', { name: 'Disk almost full' }).waitFor();
      for (const key of ['j', 'a']) await page.keyboard.press(key);
      await page.getByText('1 acknowledged').waitFor();
      for (const key of ['j', 'x', 'j', 'x', 'a']) await page.keyboard.press(key);
      await page.getByText('2 acknowledged').waitFor();
      await page.getByTitle('Acknowledged by ann').nth(2).waitFor();
      await page.getByRole('button', { name: 'Acknowledged' }).click();
      await page.getByRole('checkbox', { name: /^no/ }).click();
      await page.getByText('2 rows', { exact: true }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Replica lags behind' }).focus();
      await page.keyboard.press('x');
      await page.getByRole('button', { name: 'Environment' }).click();
      await page.getByRole('checkbox', { name: /^shop.prod/ }).waitFor();
    },
  },
  {
    name: 'incident-acknowledged',
    isForLooking: true,
    path: '/incidents?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('link', { name: /Latency of the checkout/ }).click();
      await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
      await page.getByText('Acknowledged by ann').waitFor();
      await page.locator('.uplot').waitFor();
    },
  },
  {
    name: 'incident-around',
    path: '/incidents?scope=acme',
    person: 'ann',
    isForLooking: true,
    prepare: async (page) => {
      await page.getByRole('link', { name: 'Disk almost full' }).click();
      await page.getByRole('button', { name: 'Add a note' }).click();
      await page.getByRole('textbox', { name: 'Note' }).fill('Asked the storage team.');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Note of ann').waitFor();
      await page.getByRole('heading', { name: 'Related incidents' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'rule-events',
    path: '/incidents?scope=acme',
    person: 'ann',
    isForLooking: true,
    prepare: async (page) => {
      await page.getByRole('link', { name: /Latency of the checkout/ }).click();
      await page.getByRole('link', { name: 'All events of the rule' }).click();
      await page.getByRole('heading', { name: /^Events of Latency/ }).waitFor();
    },
  },
  {
    name: 'incident-analytics',
    path: '/incidents/analytics?scope=acme&range=24h',
    person: 'ann',
    prepare: seen('Noisiest rules'),
  },
  {
    name: 'incident-analytics-zh',
    isForLooking: true,
    path: '/incidents/analytics?scope=acme&range=24h',
    person: 'ann',
    language: 'zh',
    prepare: seen('告警最多的规则'),
  },
];
