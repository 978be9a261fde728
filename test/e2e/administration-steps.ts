import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from './eventually.ts';

/** The ladder of the tenant: another order, a rung that is in use, a new one; then a token. */
export async function administer(page: Page): Promise<void> {
  await page.getByLabel('Severity 1', { exact: true }).waitFor();
  const rung = (number: number) =>
    page.getByLabel(`Severity ${number}`, { exact: true }).inputValue();
  await page.getByRole('button', { name: 'Move severity 3 up' }).click();
  await eventually(() => rung(2), 'the second rung').toBe('minor');
  await page.getByRole('button', { name: 'Remove critical' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Rules still use the severity critical.').waitFor();
  await page.getByRole('button', { name: 'Add a severity' }).click();
  await page.getByLabel('Severity 5', { exact: true }).fill('minor');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('It is there already.').waitFor();
  await page.getByLabel('Severity 5', { exact: true }).fill('critical');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The tenant is saved').waitFor();

  await page.getByRole('link', { name: 'Members' }).click();
  await page.getByRole('button', { name: 'Give a role' }).click();
  await page.getByLabel('Person', { exact: true }).first().fill('bo');
  await page.getByRole('option', { name: 'Bob Baker (bob)' }).click();
  await page.getByLabel('Role', { exact: true }).first().click();
  await page.getByRole('option', { name: 'tenant member' }).click();
  await page.getByRole('button', { name: 'Give the role' }).click();
  const members = page.getByRole('row', { name: /bob/ });
  await eventually(() => members.count(), 'the roles of bob').toBe(2);
  await page.getByLabel('Search members').fill('acme.shop.prod');
  await eventually(() => members.count(), 'rows of bob that are found').toBe(0);
  await page.getByLabel('Search members').fill('tenant member');
  await members.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Take the role away' }).click();
  await members.first().waitFor({ state: 'detached' });

  await makeTokens(page);
}

/** One for a program, which is revoked, and one for a data source of Grafana. */
async function makeTokens(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'API tokens' }).click();
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByLabel('Name', { exact: true }).fill('amtool');
  await page.getByLabel('Permissions').first().fill('silences:w');
  await page.getByRole('option', { name: 'silences:write' }).click();
  // The list of options lies over the button.
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Make the token' }).click();
  await page.getByText('mock-secret').waitFor();
  const row = page.getByRole('row', { name: /amtool/ });
  await row.getByRole('button').click();
  await page.getByRole('button', { name: 'Revoke the token' }).click();
  await row.getByText('revoked').waitFor();

  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Alert rules');
  const use = (name: string) => page.getByRole('radio', { name, exact: true });
  await page.getByText('without a name it is refused').waitFor();
  expect(await use('A program or script').isChecked()).toBe(true);
  await use('Grafana, also when nobody looks').check();
  await page.getByLabel('Permissions').first().fill('metrics:r');
  await page.getByRole('option', { name: 'metrics:read' }).click();
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Make the token' }).click();
  const made = page.getByRole('row', { name: /Alert rules/ });
  await made.getByText('data source of Grafana in').waitFor();
  await made.getByText('also when nobody looks').waitFor();
}
