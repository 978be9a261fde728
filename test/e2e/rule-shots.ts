import type { Page } from 'playwright-core';
import { QUERY, type Shot, seen } from './shot.ts';

const LATENCY = /Latency of the checkout/;

/** The rule of this name, opened from the list. */
function ofRule(
  rule: string | RegExp,
  then: (page: Page) => Promise<unknown>,
): Pick<Shot, 'path' | 'person' | 'prepare'> {
  return {
    path: '/rules?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('link', { name: rule }).click();
      await then(page);
    },
  };
}

/** A new rule that the mock refuses because of its name. */
function ofRefused(name: string, told: string | RegExp): Pick<Shot, 'path' | 'person' | 'prepare'> {
  return {
    path: `/rules/new?scope=acme.shop.prod&expression=${QUERY}`,
    person: 'ann',
    prepare: async (page) => {
      await page.getByLabel('Name').first().fill(name);
      await page.getByLabel('Threshold').fill('0.5');
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByText(told).first().waitFor();
    },
  };
}

/** Everything about rules. */
export const RULE_SHOTS: readonly Shot[] = [
  { name: 'rules', path: '/rules?scope=acme', person: 'ann', prepare: seen('Disk almost full') },
  {
    name: 'rules-empty',
    isForLooking: true,
    path: '/rules?scope=globex.lab.dev&text=zzz',
    person: 'bo',
    prepare: seen(/No rule matches/),
  },
  {
    name: 'rule',
    ...ofRule(LATENCY, async (page) => {
      await page.locator('.uplot').waitFor();
      await page.getByText('groups:').waitFor();
    }),
  },
  {
    name: 'rule-new-zh',
    path: `/rules/new?scope=acme.shop.prod&expression=${QUERY}`,
    person: 'ann',
    language: 'zh',
    prepare: (page) => page.locator('.uplot').waitFor(),
  },
  {
    name: 'rule-refused',
    isForLooking: true,
    ...ofRefused('refuse', /another rule of this tenant/),
  },
  {
    name: 'rules-bulk',
    isForLooking: true,
    path: '/rules?scope=acme&enabled=on&state=firing',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('checkbox', { name: /^Select Latency/ }).check();
      await page.getByRole('button', { name: 'Disable' }).click();
      await page.getByText('Will be notified').first().waitFor();
    },
  },
  {
    name: 'rules-catalogue',
    path: '/rules/catalogue?scope=acme.shop.prod',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('button', { name: /^Redis/ }).click();
      await page.getByText('No data in this scope.').first().waitFor();
    },
  },
  {
    name: 'rule-of-template-zh',
    isForLooking: true,
    path: '/rules/new?scope=acme.shop.prod&template=containers.container.requestErrors',
    person: 'ann',
    language: 'zh',
    prepare: async (page) => {
      await page.getByRole('button', { name: '添加条件' }).click();
      await page.locator('.uplot').waitFor();
    },
  },
  {
    name: 'rule-template-changed',
    isForLooking: true,
    path: '/rules?scope=acme&kind=template',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('link', { name: 'Containers: Failing requests' }).click();
      await page.getByRole('button', { name: 'Update from template' }).waitFor();
      await page.locator('.uplot').waitFor();
    },
  },
  {
    name: 'rule-history',
    isForLooking: true,
    ...ofRule(LATENCY, async (page) => {
      await page.getByRole('link', { name: 'History' }).click();
      await page.getByRole('heading', { name: 'What changed' }).waitFor();
    }),
  },
  {
    name: 'rule-yaml',
    path: '/rules?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('link', { name: /Latency of the checkout/ }).click();
      await page.getByText('YAML', { exact: true }).first().click();
      await page.locator('.cm-content').click();
      await page.keyboard.press('Control+Home');
      await page.keyboard.insertText('limit: 3\n');
      await page.getByText(/limit is not known/).waitFor();
    },
  },
  {
    name: 'rule-copy',
    isForLooking: true,
    ...ofRule(LATENCY, async (page) => {
      await page.getByRole('link', { name: 'Copy to…' }).click();
      await page.getByRole('combobox', { name: 'To', exact: true }).click();
      await page.getByRole('option', { name: 'acme.shop.prod', exact: true }).click();
      await page.getByText('Left unchanged; may still').waitFor();
    }),
  },
  {
    name: 'template-own',
    isForLooking: true,
    path: '/rules/templates?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('link', { name: 'Length of queues' }).click();
      await page.getByRole('textbox', { name: 'Query with placeholders' }).waitFor();
    },
  },
  {
    name: 'rule-quota',
    isForLooking: true,
    ...ofRefused('quota', 'By project and environment'),
  },
  {
    name: 'template-of-rule',
    isForLooking: true,
    ...ofRule('High error rate', async (page) => {
      await page.getByRole('link', { name: 'Save as template' }).click();
      await page.getByText('$by', { exact: false }).first().waitFor();
    }),
  },
  {
    name: 'rule-restore',
    isForLooking: true,
    ...ofRule(LATENCY, async (page) => {
      await page.getByRole('link', { name: 'History' }).click();
      await page.getByRole('button', { name: /^1: created/ }).click();
      await page.getByRole('button', { name: 'Restore version 1' }).click();
      await page.getByText('Will be notified').first().waitFor();
    }),
  },
];
