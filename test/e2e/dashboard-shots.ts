import { type Shot, seen } from './shot.ts';

/** The dashboards that come with tocsin. */
export const DASHBOARD_SHOTS: readonly Shot[] = [
  {
    name: 'dashboards',
    path: '/dashboards?scope=acme',
    person: 'ann',
    prepare: seen('HTTP services'),
  },
  {
    name: 'dashboard',
    path: '/dashboards?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('link', { name: 'HTTP services' }).click();
      await page.getByRole('heading', { level: 1, name: 'HTTP services' }).waitFor();
      await page.locator('.uplot').first().waitFor();
      await page
        .getByRole('region', { name: 'Requests per second' })
        .getByText('req/s')
        .first()
        .waitFor();
    },
  },
  {
    // Grafana does not answer: its board is drawn by our own renderer.
    name: 'grafana-away',
    path: '/dashboards/grafana/shop?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('heading', { level: 1, name: 'Shop (Grafana)' }).waitFor();
      await page.getByText('Grafana does not answer').waitFor();
      await page.locator('.uplot').first().waitFor();
    },
  },
  {
    name: 'dashboard-edit',
    path: '/dashboards/shop-api/edit?scope=acme.shop.prod',
    person: 'ann',
    isForLooking: true,
    prepare: async (page) => {
      await page.getByRole('group', { name: 'Panel Errors' }).waitFor();
      await page.locator('.uplot').first().waitFor();
    },
  },
  {
    name: 'dashboard-panel-form',
    path: '/dashboards/shop-api/edit?scope=acme.shop.prod&panel=1',
    person: 'ann',
    isForLooking: true,
    prepare: async (page) => {
      await page.getByRole('tab', { name: 'Appearance' }).click();
      await page.getByText('Levels', { exact: true }).click();
      await page.getByRole('button', { name: 'Add level' }).click();
      await page.locator('.uplot').first().waitFor();
    },
  },
  {
    name: 'dashboard-variables',
    path: '/dashboards/shop-api/edit?scope=acme.shop.prod&part=variables',
    person: 'ann',
    language: 'zh',
    isForLooking: true,
    prepare: async (page) => {
      await page.getByRole('button', { name: '添加变量' }).click();
      await page.getByRole('menuitem', { name: '查询' }).click();
      await page.getByLabel(/^查询，例如/).fill('label_values(up, job)');
      await page.getByText('当前 5 个值').waitFor();
    },
  },
  {
    name: 'dashboard-json',
    path: '/dashboards/shop-api/edit?scope=acme.shop.prod&part=json',
    person: 'ann',
    isForLooking: true,
    prepare: seen('"Requests and errors of the shop"'),
  },
  {
    name: 'dashboard-import',
    path: '/dashboards/own/import?scope=acme',
    person: 'ann',
    isForLooking: true,
    prepare: async (page) => {
      const buffer = Buffer.from('{"title":"A","panels":[{"type":"nodeGraph","title":"B"}]}');
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles([{ name: 'a.json', mimeType: 'application/json', buffer }]);
      await page.getByRole('button', { name: 'Preview import' }).click();
      await page.getByText('1 thing is not drawn').click();
    },
  },
];
