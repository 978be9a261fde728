import type { Page } from 'playwright-core';
import { fixturePassword, type TenantName } from '../support/two-tenants.ts';

/** What a person does, in words of the interface. */
export async function signInOnPage(page: Page, url: string, tenant: TenantName): Promise<void> {
  await signInAsOnPage(page, url, `${tenant}-admin`);
}

export async function signInAsOnPage(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url);
  await fillName(page, name);
  await page.getByRole('navigation', { name: 'Areas' }).waitFor();
}

export async function fillSignIn(page: Page, tenant: TenantName): Promise<void> {
  await fillName(page, `${tenant}-admin`);
}

async function fillName(page: Page, name: string): Promise<void> {
  await page.getByLabel('User name').fill(name);
  await page.getByRole('textbox', { name: 'Password' }).fill(fixturePassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function goTo(page: Page, area: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: area }).click();
  await page.getByRole('heading', { level: 1, name: area }).waitFor();
}

export async function createMailChannel(page: Page, name: string, address: string): Promise<void> {
  await goTo(page, 'Channels');
  await page.getByRole('link', { name: 'New channel' }).first().click();
  await page.getByRole('radio', { name: 'Mail' }).check();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('combobox', { name: 'Addresses' }).fill(address);
  await page.getByRole('combobox', { name: 'Addresses' }).press('Enter');
}

export async function createWebhookChannel(page: Page, name: string, url: string): Promise<void> {
  await goTo(page, 'Channels');
  await page.getByRole('link', { name: 'New channel' }).first().click();
  await page.getByRole('radio', { name: 'Webhook' }).check();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('URL', { exact: true }).fill(url);
  await page.getByRole('textbox', { name: 'Signing key' }).fill('a signing key of the fixture');
}

export async function createBrowserChannel(page: Page, name: string): Promise<void> {
  await goTo(page, 'Channels');
  await page.getByRole('link', { name: 'New channel' }).first().click();
  await page.getByRole('radio', { name: 'Browser' }).check();
  await page.getByLabel('Name', { exact: true }).fill(name);
}

/** Presses Create and waits for the list. */
export async function create(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('link', { name, exact: true }).waitFor();
}

export interface RuleWords {
  readonly name: string;
  readonly expression: string;
  readonly threshold: string;
  readonly channels: readonly string[];
}

/** Fills the form of a new rule that fires at once when its value is above the threshold. */
export async function fillRule(page: Page, rule: RuleWords): Promise<void> {
  await goTo(page, 'Rules');
  await page.getByRole('link', { name: 'New rule' }).first().click();
  await page.getByRole('link', { name: 'Write PromQL or LogQL' }).click();
  await page.getByLabel('Name', { exact: true }).fill(rule.name);
  const editor = page.getByRole('textbox', { name: 'Expression' });
  await editor.click();
  await page.keyboard.insertText(rule.expression);
  await page.getByLabel('Threshold').fill(rule.threshold);
  await page.getByLabel('For at least').fill('0s');
  await page.getByLabel('Evaluate every').fill('1s');
  await page.getByRole('combobox', { name: 'Channels' }).click();
  for (const channel of rule.channels) {
    await page.getByRole('option', { name: new RegExp(`^${channel} `) }).click();
  }
  await page.keyboard.press('Escape');
}
