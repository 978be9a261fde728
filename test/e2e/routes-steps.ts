import type { Page } from 'playwright-core';

/** On the page of routes: one is added, tried before it is saved, saved, and there again. */
export async function makeRoute(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add a route below “Everything else”' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Databases');
  await page.getByRole('button', { name: /^(Create|Save)$/ }).click();
  await page.getByText('This is required').or(page.getByText('Required')).first().waitFor();
  await page.getByLabel('Label, condition 1').fill('job');
  await page.getByRole('combobox', { name: 'Operator, condition 1' }).click();
  await page.getByRole('option', { name: '=~' }).click();
  await page.getByLabel('Value, condition 1').fill('db-.*');
  await page.getByRole('combobox', { name: 'Receivers' }).click();
  await page.getByRole('option', { name: 'nobody' }).click();
  await page.getByRole('combobox', { name: 'Grouping' }).click();
  await page.getByRole('option', { name: 'alerts together' }).click();
  await page.getByLabel('Interval').fill('10m');
  await page.getByRole('button', { name: 'Add a label' }).click();
  const trial = page.getByRole('group', { name: 'Try an alert' });
  const fields = trial.getByRole('textbox');
  await fields.nth(0).fill('job');
  await fields.nth(1).fill('db-7');
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  await page.getByText('Everything else › Databases').waitFor();
  await page.getByText('takes it').waitFor();
  await page.getByRole('button', { name: /^(Create|Save)$/ }).click();
  await page.getByText(/^Routes (created|saved)$/).waitFor();
  await page.getByRole('button', { name: /^Databases job=~"db-\.\*" → nobody/ }).waitFor();
}
