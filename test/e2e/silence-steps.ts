import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** From the list of incidents: one alert goes on the blacklist, is shown as such, and comes off it. */
export async function blacklistAndBack(page: Page): Promise<void> {
  await page.getByRole('link', { name: /Latency of the checkout/ }).click();
  await page.getByRole('button', { name: 'Silence', exact: true }).click();
  await page.getByRole('menuitem', { name: 'For 1 day' }).click();
  await page.getByRole('link', { name: 'Blacklisted' }).click();
  await page.getByRole('heading', { level: 1, name: /Latency of the checkout/ }).waitFor();
  await page.getByRole('button', { name: 'End now' }).click();
  await page.getByText('Silence ended').waitFor();
  await page.getByText('Disk is being replaced').waitFor();
  expect(await page.getByText('Latency of the checkout').count()).toBe(0);
}

/** In the list of incidents: two alerts are silenced at once, for a time and a reason. */
export async function silenceSeveral(page: Page): Promise<void> {
  await page.getByRole('link', { name: /Latency of the checkout/ }).focus();
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByText('2 selected').waitFor();
  await page.keyboard.press('s');
  const dialog = page.getByRole('dialog', { name: 'Silence 2 alerts' });
  await dialog.getByRole('combobox', { name: 'How long' }).click();
  await page.getByRole('option', { name: '4 hours' }).click();
  await dialog.getByLabel('Reason').fill('Both racks are moved');
  await dialog.getByRole('button', { name: 'Silence', exact: true }).click();
  await page.getByText('2 silenced').waitFor();
  await page.getByText('2 selected').waitFor({ state: 'detached' });
  expect(await page.getByRole('link', { name: 'Silenced', exact: true }).count()).toBeGreaterThan(
    1,
  );
}

/** In the form of a new silence: first one job, then everything, which has to be confirmed. */
export async function silenceEverything(page: Page): Promise<void> {
  const value = page.getByLabel('Matcher 1: Value');
  await page.getByLabel('Matcher 1: Name').fill('job');
  await value.fill('checkout');
  await page.getByText(/^1 open incident of/).waitFor();
  await page.getByRole('combobox', { name: 'Matcher 1: Operator' }).click();
  await page.getByRole('option', { name: '=~' }).click();
  await value.fill('.*');
  await page.getByText('This silence is broad').waitFor();
  await page.getByLabel('Reason').fill('Everything is off');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('mutes all that fires where it counts').waitFor();
  await page.getByLabel('Silence all of this').check();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('“Everything is off” created').waitFor();
}
