import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** One's own settings, from the account menu: addresses, quiet hours, subscriptions. */
export async function sayHowToBeTold(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Account of ann' }).click();
  await page.getByRole('menuitem', { name: 'My notifications' }).click();
  await page.getByLabel('Another address').fill('ann@home.example');
  await page.getByRole('button', { name: 'Send a code', exact: true }).click();
  const code = page.getByLabel('Code that was sent to ann@home.example');
  await code.fill('00000000');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('The code is wrong.').waitFor();
  await code.fill('12345678');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await code.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Add a contact' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Say what you are known by there.').waitFor();
  await page.getByLabel('Phone', { exact: true }).last().fill('+8613800000001');

  const cell = (name: string) => page.getByRole('gridcell', { name, exact: true });
  const isOn = (name: string) => cell(name).getAttribute('aria-selected');
  expect(await isOn('Wed 23:00')).toBe('true');
  expect(await isOn('Wed 12:00')).toBe('false');
  await cell('Tue 12:00').dragTo(cell('Thu 13:00'));
  expect(await Promise.all(['Tue 12:00', 'Wed 13:00', 'Thu 13:00', 'Fri 12:00'].map(isOn))).toEqual(
    ['true', 'true', 'true', 'false'],
  );
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  const focused = page.locator('[role="gridcell"]:focus');
  expect(await focused.getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('Shift+ArrowRight');
  expect(await focused.getAttribute('aria-selected')).toBe('true');

  await page.getByRole('button', { name: 'Subscribe to a scope' }).click();
  await page.getByLabel('In the inbox').last().uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Choose the inbox, mail, or both.').waitFor();
  await page.getByLabel('By mail').last().check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your notifications are saved').waitFor();
}

/** In a time window: a start that is typed, and on the grid Tuesday to Thursday, 14:00 to 16:00. */
export async function typeAndPaintTimes(page: Page): Promise<void> {
  const from = page.getByLabel('From, time 1');
  await from.fill('9');
  await from.blur();
  await page.getByText('Times such as 22:00 and 06:00.').waitFor();
  await from.fill('21:00');
  const isOn = (name: string) =>
    page.getByRole('gridcell', { name, exact: true }).first().getAttribute('aria-selected');
  expect(await isOn('Wed 21:00')).toBe('true');
  expect(await isOn('Wed 15:00')).toBe('false');
  const cell = (name: string) => page.getByRole('gridcell', { name, exact: true }).first();
  await cell('Tue 14:00').dragTo(cell('Thu 15:00'));
  await page.getByRole('textbox', { name: 'From, time 1' }).nth(1).waitFor();
}
