import type { FrameLocator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { WatchedPage } from '../support/browser.ts';
import { eventually } from './eventually.ts';
import type { Lab } from './lab.ts';
import { signInOnPage } from './steps.ts';

const BOARD = '/dashboards/grafana/up?scope=acme';

/**
 * Grafana in our page: the whole board, one panel of it, our range, theme and variables; and our own
 * drawing of both when Grafana is away.
 */
export async function lookIntoGrafana(lab: Lab): Promise<void> {
  const watched = await lab.browser.openPage({ colorScheme: 'dark' });
  const { page } = watched;
  page.setDefaultTimeout(20_000);
  try {
    await signInOnPage(page, lab.tocsin.url, 'acme');
    await page.goto(`${lab.tocsin.url}${BOARD}&range=6h`);
    await wholeBoard(page);
    await onePanel(page, watched);
    await lab.grafana.stop();
    await withoutGrafana(page, watched, lab.tocsin.url);
  } finally {
    await page.context().close();
  }
}

/** What the frame was told, from its own address. */
const toldOf = async (frame: FrameLocator): Promise<string> =>
  (await frame.locator('#asked').textContent()) ?? '';

async function wholeBoard(page: Page): Promise<void> {
  const frame = page.frameLocator('iframe[title="Targets"]');
  await frame.getByRole('heading', { name: 'Is up, Goroutines' }).waitFor();
  await frame.getByText('acme-prod').first().waitFor();
  const told = await toldOf(frame);
  for (const line of ['from = now-6h', 'theme = dark', 'var-level = low', 'kiosk = 1'])
    expect(told).toContain(line);
  expect(await frame.getByText('umbrella').count()).toBe(0);
}

async function onePanel(page: Page, watched: WatchedPage): Promise<void> {
  const frame = page.frameLocator('iframe');
  await page.getByRole('combobox', { name: 'Panel', exact: true }).click();
  await page.getByRole('option', { name: 'Goroutines' }).click();
  await page.waitForURL(/panel=2/);
  await frame.getByRole('heading', { name: 'Goroutines', exact: true }).waitFor();
  const src = () => page.locator('iframe').getAttribute('src');
  await eventually(src).toContain('/grafana/d-solo/up?');
  await page.getByRole('combobox', { name: 'level' }).click();
  await page.getByRole('option', { name: 'high' }).click();
  await eventually(() => toldOf(frame)).toContain('var-level = high');
  await page.getByRole('button', { name: 'Time range' }).click();
  await page.getByLabel('From').fill('now-3h');
  await page.getByRole('textbox', { name: 'To' }).fill('now');
  await page.getByRole('button', { name: 'Apply' }).click();
  await eventually(() => toldOf(frame)).toContain('from = now-3h');
  const told = await toldOf(frame);
  for (const line of ['panelId = 2', 'theme = dark', 'var-level = high'])
    expect(told).toContain(line);
  await frame.getByText('acme-prod').first().waitFor();
  await watched.photograph('real-grafana-one-panel');
}

async function withoutGrafana(page: Page, watched: WatchedPage, url: string): Promise<void> {
  await page.reload();
  await page.getByText('Grafana does not answer').waitFor();
  const drawn = (name: string) => page.getByRole('region', { name });
  await drawn('Goroutines').locator('canvas').first().waitFor();
  expect(await drawn('Is up').count()).toBe(0);
  expect(await page.locator('iframe').count()).toBe(0);
  await watched.photograph('real-grafana-away-one-panel');
  await page.goto(`${url}${BOARD}&range=1h&panel=9`);
  await page.getByText('This dashboard has no panel 9.').waitFor();
  await page.goto(`${url}${BOARD}&range=1h`);
  await drawn('Goroutines').locator('canvas').first().waitFor();
  await page.getByRole('button', { name: 'Actions of the panel Is up' }).click();
  const again = page.getByRole('menuitem', { name: 'This board again' });
  await eventually(() => again.getAttribute('href')).toContain('/dashboards/grafana/up?scope=acme');
  const gone = page.getByRole('menuitem', { name: 'Board that is gone' });
  await gone.getByText('This dashboard is not here').waitFor();
  expect([await gone.isDisabled(), await gone.getAttribute('href')]).toEqual([true, null]);
  await watched.screenshot('real-grafana-away-links');
  await page.getByRole('menuitem', { name: 'Show alone in Grafana' }).click();
  await page.waitForURL(/panel=1/);
  await drawn('Is up').locator('canvas').first().waitFor();
  expect(await drawn('Goroutines').count()).toBe(0);
}
