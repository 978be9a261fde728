import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** On the list of rules: one is changed as form and as YAML, with a mistake and a reload between. */
export async function writeRuleAsYaml(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Disk almost full' }).click();
  const threshold = page.getByLabel('Threshold').first();
  await threshold.fill('97');
  const way = (name: string) =>
    page.getByRole('radiogroup', { name: 'Edit as' }).getByText(name, { exact: true }).click();
  const yaml = page.getByRole('textbox', { name: 'YAML', exact: true });
  await way('YAML');
  await yaml.getByText('threshold: 97').waitFor();
  await yaml.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('limit: 3\n');
  await page.getByText('Line 1: limit is not known here').waitFor();
  await way('Form');
  await page.getByText('The form cannot show this').waitFor();
  await page.keyboard.press('Escape');
  await yaml.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.insertText('contact: ann\n');
  await page.getByRole('list', { name: 'What is wrong' }).waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText('Your unsaved changes are back.').waitFor();
  await yaml.getByText('contact: ann').waitFor();
  await way('Form');
  await expect.poll(() => threshold.inputValue()).toBe('97');
  await way('YAML');
  await yaml.getByText('threshold: 97').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Rule “Disk almost full” saved').waitFor();
}

/** On the list of monitors: one becomes what it was in its first version. */
export async function restoreMonitor(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'checkout' }).click();
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('button', { name: '1: created' }).click();
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByRole('dialog').getByText('- port: admin').waitFor();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByText('Monitor checkout restored').waitFor();
  await expect.poll(() => page.getByLabel('Port').inputValue()).toBe('admin');
}
