import { expect } from 'vitest';
import type { Shot } from './shot.ts';

/** Panels of every kind on fixed data, and those of a tenant that means harm. */
export const PANEL_SHOTS: readonly Shot[] = [
  {
    name: 'panels',
    path: '/panels-gallery?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByText('Never restart the database.').waitFor();
      await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
      await page.locator('.uplot').nth(4).waitFor();
      await page.getByTitle('Sort by usage').waitFor();
      // Of ten thousand rows only those that show are in the page.
      expect(await page.locator('tbody tr').count()).toBeLessThan(60);
      const plot = page.locator('.u-over').first();
      await plot.hover({ position: { x: 60, y: 40 } });
      await page.mouse.down();
      await page.mouse.move(400, 260, { steps: 3 });
      await page.mouse.up();
      await page.getByRole('heading', { name: /^Panels \d{13} \d{13}$/ }).waitFor();
    },
  },
  {
    name: 'panels-painted',
    path: '/panels-gallery?scope=acme&show=painted',
    person: 'ann',
    prepare: async (page) => {
      const panel = page.getByRole('region', { name: 'Top 2 of 4 pods' });
      await panel.locator('.u-over').click({ position: { x: 100, y: 60 } });
      await page.getByRole('menuitem', { name: 'Pod cart-5b8c' }).waitFor();
      await page.keyboard.press('Escape');
      const slice = page.getByRole('button', { name: /^payment-64dd / });
      await slice.press('Enter');
      await page.getByRole('menuitem', { name: 'Pod payment-64dd' }).waitFor();
      const places = await page
        .getByRole('menuitem')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
      expect(places).toEqual([
        '/dashboards/pods?scope=acme&range=1h&var-pod=payment-64dd',
        expect.stringMatching(/^https:\/\/example\.test\/\?v=[\d.]+&t=\d+/),
      ]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'ok · us-1 21' }).press('Enter');
      const zone = page.getByRole('menuitem', { name: 'Zone us-1' });
      expect(await zone.getAttribute('href')).toMatch(/^\/dashboards\/zone\?.*var-load=21$/);
      await page.keyboard.press('Escape');
      const states = page.getByRole('region', { name: 'Load of a pod, with links' });
      await states.locator('canvas').click({ position: { x: 300, y: 20 } });
      await page.getByRole('menuitem', { name: 'Pod cart-5b8c' }).waitFor();
    },
  },
  {
    name: 'panels-hostile-zh',
    path: '/panels-gallery?scope=acme&show=globex',
    person: 'ann',
    language: 'zh',
    prepare: async (page) => {
      await page.getByText('never ran').first().waitFor();
      await page.getByText('+Inf').waitFor();
      const places = await page
        .locator('main a')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
      expect(places.filter((place) => !/^(?:https:\/\/example\.test\/|\/)/.test(place))).toEqual(
        [],
      );
      expect(await page.locator('main iframe, main script, main img').count()).toBe(0);
      await page.locator('.u-over').first().click();
      const items = page.getByRole('menuitem');
      await items.first().waitFor();
      expect(await items.allInnerTexts()).toEqual(['good']);
      expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    },
  },
];
