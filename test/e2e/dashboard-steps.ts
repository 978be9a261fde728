import { readFileSync } from 'node:fs';
import type { Download, Page } from 'playwright-core';
import { expect } from 'vitest';
import { focusIsOn } from './settled.ts';

/** On the list: a built-in dashboard is kept as one's own, changed by the form, saved, and restored. */
export async function keepAndChange(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Actions of HTTP services' }).click();
  await page.getByRole('menuitem', { name: 'Keep as mine' }).click();
  await page.getByRole('dialog').getByLabel('Title').fill('My services');
  await page.getByRole('dialog').getByLabel('Folder').fill('Team');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Create copy' }).click();
  await page.getByRole('heading', { level: 1, name: 'My services' }).waitFor();
  await page.getByRole('button', { name: 'Actions of the panel Requests per second' }).click();
  await page.getByRole('menuitem', { name: 'Edit panel' }).click();
  await page.getByRole('tab', { name: 'Appearance' }).click();
  await page.getByLabel('Title').fill('Asked per second');
  await page.getByLabel('Decimals').fill('2');
  await page.getByRole('region', { name: 'Asked per second' }).waitFor();
  await page.getByRole('button', { name: 'All panels' }).click();
  const cell = page.getByRole('group', { name: 'Panel Asked per second' });
  await cell.focus();
  await focusIsOn(cell);
  await page.keyboard.press('Shift+ArrowDown');
  await saveWith(page, 'Named as we call it');
  await page.getByRole('region', { name: 'Asked per second' }).waitFor();
  await page.getByRole('button', { name: 'Actions of My services' }).click();
  await page.getByRole('menuitem', { name: 'Versions' }).click();
  await page.getByText('Named as we call it').waitFor();
  await page.getByText('"title": "Asked per second"').waitFor();
  await page.getByRole('button', { name: '1: created' }).click();
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByRole('dialog').getByText('"title": "Requests per second"').waitFor();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByText('Dashboard “My services” restored').waitFor();
  await page.getByRole('region', { name: 'Requests per second' }).waitFor();
}

/** On the list: a file is looked at, imported, and comes out again byte for byte; deleting is taken back. */
export async function importAndExport(page: Page): Promise<void> {
  const source = ODD_TEXT;
  await page.getByRole('link', { name: 'Import' }).click();
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles([
      { name: 'odd.json', mimeType: 'application/json', buffer: Buffer.from(source) },
      { name: 'broken.json', mimeType: 'application/json', buffer: Buffer.from('{"panels":[}') },
    ]);
  await page.getByRole('button', { name: 'Preview import' }).click();
  await page.getByText('will be left out').waitFor();
  await page.getByText('1 thing is not drawn as in Grafana').click();
  await page.getByText('nodeGraph').first().waitFor();
  await page.getByRole('button', { name: 'Import 1 dashboard' }).click();
  await page.getByRole('link', { name: 'Odd board' }).click();
  await page.getByRole('region', { name: 'Rate' }).waitFor();
  await page.getByRole('button', { name: 'Actions of Odd board' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Export JSON' }).click(),
  ]);
  expect(await textOf(download)).toBe(source);
  await page.getByRole('button', { name: 'Actions of Odd board' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Dashboard “Odd board” restored').waitFor();
  await page.getByRole('link', { name: 'Odd board' }).waitFor();
}

/** In Explore: a query becomes a panel of a dashboard, and a panel becomes a rule. */
export async function panelAndRule(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a panel of it' }).click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Dashboard' }).click();
  await page.getByRole('option', { name: 'Team/API / Shop API' }).click();
  await page.getByRole('dialog').getByLabel('Title').fill('From Explore');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('region', { name: 'From Explore' }).waitFor();
  await page.reload();
  await page.getByText('Your unsaved changes are back.').waitFor();
  await page.getByRole('region', { name: 'From Explore' }).waitFor();
  await saveWith(page, '');
  await page.getByRole('button', { name: 'Actions of the panel From Explore' }).click();
  await page.getByRole('menuitem', { name: 'Make a rule of it' }).click();
  await page.getByRole('heading', { name: 'New rule' }).waitFor();
  await page.getByText('rate(errors_total[5m])').first().waitFor();
}

/** On the settings of a dashboard: somebody else was first, and both changes are put together. */
export async function combineBoth(page: Page): Promise<void> {
  await page.getByLabel('Title').fill('raced');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: /^Someone else saved/ });
  await dialog.getByText('"theirs",').waitFor();
  await dialog.getByRole('button', { name: 'Combine both' }).click();
  await page.getByRole('heading', { level: 1, name: 'raced' }).waitFor();
  await page.getByRole('button', { name: 'Actions of raced' }).click();
  await page.getByRole('menuitem', { name: 'View JSON' }).click();
  await page.getByRole('dialog').getByText('"theirs",').waitFor();
}

/** On the JSON of a dashboard: what cannot be read yet outlives other parts and a reload, and is never saved. */
export async function keepUnread(page: Page): Promise<void> {
  const json = page.getByRole('textbox', { name: 'JSON' });
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await json.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('{"half":');
  await page.getByText('Back to the last text').waitFor();
  expect(await save.isDisabled()).toBe(true);
  await page.getByText('Settings', { exact: true }).click();
  await page.getByText('cannot be read yet').waitFor();
  expect(await save.isDisabled()).toBe(true);
  await page.reload();
  await page.getByRole('button', { name: 'Go on with the JSON' }).click();
  await json.getByText('{"half":').waitFor();
  await page.getByRole('button', { name: 'Back to the last text' }).click();
  await json.getByText('{"half":').waitFor({ state: 'detached' });
  await page.getByText('Settings', { exact: true }).click();
  await page.getByLabel('Title').waitFor();
}

async function saveWith(page: Page, message: string): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What changed').fill(message);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^Dashboard “.*” saved$/).waitFor();
}

async function textOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8');
}

/** Spaced in no usual way, with members and a plugin that nothing here knows. */
const ODD_TEXT = `{ "title":"Odd board" , "uid": "odd",
   "strange": {"kept": [1, 2.50, "\\u00e9"]},\t"panels": [
  {"id":1,"type":"timeseries","title":"Rate","gridPos":{"x":0,"y":0,"w":12,"h":8},
   "targets":[{"refId":"A","expr":"sum(rate(http_requests_total[5m]))"}]},
  {"id":2,"type":"nodeGraph","title":"Services","gridPos":{"x":12,"y":0,"w":12,"h":8}}
]}
`;
