import { QUERY, type Shot, seen } from './shot.ts';

/** The pages that ask the scope's metrics. */
export const EXPLORE_SHOTS: readonly Shot[] = [
  {
    name: 'explore',
    path: `/explore?scope=acme.shop.prod&q=${QUERY}`,
    person: 'ann',
    prepare: (page) => page.locator('.uplot').waitFor(),
  },
  {
    name: 'ranking',
    path: '/ranking?scope=acme&level=pod',
    person: 'ann',
    prepare: async (page) => {
      await page.getByText('shop-prod / shop-prod').waitFor();
      await page.getByRole('button', { name: 'Memory usage without cache' }).click();
      await page
        .getByRole('columnheader', { name: /Memory usage/, exact: false })
        .and(page.locator('[aria-sort=descending]'))
        .waitFor();
    },
  },
  {
    name: 'explore-table',
    isForLooking: true,
    path: `/explore?scope=acme.shop.prod&view=table&q=${QUERY}`,
    person: 'ann',
    prepare: seen('checkout'),
  },
  {
    name: 'explore-error',
    path: '/explore?scope=acme.shop.prod&q=parse_error',
    person: 'ann',
    prepare: seen(/unexpected end of input/),
  },
  {
    name: 'explore-rows',
    isForLooking: true,
    path: `/explore?scope=acme.shop.prod&view=both&q=${QUERY}&q=parse_error&q=no_series&q=up&off=D`,
    person: 'ann',
    prepare: async (page) => {
      await page.locator('.uplot').waitFor();
      await page.getByRole('button', { name: 'Why is it empty?' }).click();
      await page.getByText(/Similar names/).waitFor();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'explore-scope',
    isForLooking: true,
    path: `/explore?scope=acme.shop.prod&q=${QUERY}`,
    person: 'ann',
    prepare: async (page) => {
      await page.locator('.uplot').waitFor();
      await page.getByRole('button', { name: 'What the scope adds' }).click();
      await page.locator('mark').waitFor();
    },
  },
  {
    name: 'explore-browser',
    path: '/explore?scope=acme.shop.prod',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Find metrics' }).click();
      await page.getByRole('option', { name: /^http_requests_total/ }).click();
      await page.getByRole('combobox', { name: 'job' }).click();
      await page.getByRole('option', { name: 'checkout', exact: true }).click();
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'explore-history',
    isForLooking: true,
    path: '/explore?scope=acme.shop.prod',
    person: 'ann',
    prepare: async (page) => {
      for (const query of ['up', 'sum by (job) (rate(http_requests_total{code=~"5.."}[5m]))']) {
        await page.getByRole('textbox', { name: 'PromQL query' }).click();
        await page.keyboard.press('Control+A');
        await page.keyboard.insertText(query);
        await page.keyboard.press('Shift+Enter');
        await page.locator('.uplot').waitFor();
      }
      await page.getByRole('button', { name: 'History' }).click();
      await page.getByRole('button', { name: 'Star' }).first().click();
    },
  },
  {
    name: 'explore-zh',
    path: `/explore?scope=acme.shop.prod&view=both&q=${QUERY}&q=no_series`,
    person: 'ann',
    language: 'zh',
    prepare: async (page) => {
      await page.locator('.uplot').first().waitFor();
      await page.getByRole('button', { name: '查看附加的范围条件' }).first().click();
      await page.locator('mark').waitFor();
      await page.getByRole('button', { name: '为什么没有数据？' }).click();
      await page.getByText(/相近的名称/).waitFor();
    },
  },
  {
    name: 'explore-start',
    isForLooking: true,
    path: '/explore?scope=acme',
    person: 'ann',
    prepare: seen(/Ask a question/),
  },
];
