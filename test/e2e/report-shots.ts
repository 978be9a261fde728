import { type Shot, seen } from './shot.ts';

/** Dashboards that are sent by the clock. */
export const REPORT_SHOTS: readonly Shot[] = [
  {
    name: 'reports',
    path: '/reports?scope=acme',
    person: 'ann',
    prepare: seen('Cluster every morning'),
  },
  {
    name: 'report-zh',
    path: '/reports?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: async (page) => {
      await page.getByRole('link', { name: 'Shop every week' }).click();
      await page.getByText('接下来：').first().waitFor();
      await page.getByText('不再有权编辑 acme.shop 的仪表盘').first().waitFor();
    },
  },
];
