import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const SPREAD = JSON.stringify({
  ...{ uid: 'spread', title: 'Spread board', schemaVersion: 39 },
  time: { from: 'now-5m', to: 'now' },
  panels: [
    {
      ...{ id: 1, type: 'histogram', title: 'Spread', gridPos: { x: 0, y: 0, w: 12, h: 8 } },
      datasource: { type: 'prometheus' },
      targets: [{ refId: 'A', expr: 'acme_orders_total', legendFormat: '{{shop}}' }],
      options: { bucketCount: 8 },
    },
  ],
});

/** On the list: an imported histogram has its bars, and says what lies in one of them. */
export async function drawHistogram(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Import' }).click();
  const file = { name: 's.json', mimeType: 'application/json', buffer: Buffer.from(SPREAD) };
  await page.locator('input[type=file]').first().setInputFiles([file]);
  await page.getByRole('button', { name: 'Preview import' }).click();
  await page.getByRole('button', { name: 'Import 1 dashboard' }).click();
  await page.getByRole('link', { name: 'Spread board' }).click();
  const panel = page.getByRole('region', { name: 'Spread' });
  const drawing = panel.locator('svg[role=img]');
  await drawing.waitFor();
  const heights = await drawing
    .locator('path, rect:not([fill=transparent])')
    .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().height));
  expect(heights.filter((height) => height > 4).length).toBeGreaterThan(0);
  await drawing.locator('rect[fill=transparent]').first().hover();
  await panel.getByText('acme-north').first().waitFor();
}

const LEVELS = ['Node', 'Tenant', 'Project', 'Namespace', 'Workload', 'Pod'] as const;

/** The ranking of a tenant: its own things at every level, and no word of the neighbour. */
export async function rankOwn(page: Page, url: string, tenant: string, neighbour: string) {
  await page.goto(`${url}/ranking?scope=${tenant}`);
  for (const level of LEVELS) {
    await page.getByRole('combobox', { name: 'What is ranked' }).click();
    await page.getByRole('option', { name: level, exact: true }).click();
    const rows = page.getByRole('table', { name: 'Ranking' }).locator('tbody tr');
    await page.getByRole('columnheader', { name: level, exact: true }).waitFor();
    await rows.filter({ hasText: tenant }).first().waitFor();
    expect(await page.locator('main').innerText(), level).not.toContain(neighbour);
  }
}
