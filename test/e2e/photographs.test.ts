import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, type TestBrowser, type WatchedPage } from '../support/browser.ts';
import { requires } from '../support/requires.ts';
import { faintTexts } from './contrast.ts';
import { type MockUi, serveMockUi } from './mock-ui.ts';

interface Shot {
  readonly name: string;
  readonly path: string;
  /** Who looks; nobody is signed in otherwise. */
  readonly person?: string;
  readonly language?: 'zh';
  /** What to do, and to wait for, before the picture is taken. */
  readonly prepare: (page: Page) => Promise<unknown>;
}

const seen = (text: string | RegExp) => (page: Page) => page.getByText(text).first().waitFor();
const QUERY = encodeURIComponent('sum by (job) (rate(http_requests_total[5m]))');

const SHOTS: readonly Shot[] = [
  { name: 'sign-in', path: '/', prepare: seen('Sign in') },
  {
    name: 'first-password',
    path: '/',
    person: 'newcomer',
    prepare: seen('Choose your own password'),
  },
  { name: 'no-role', path: '/', person: 'nobody', prepare: seen(/No tenant/) },
  { name: 'home', path: '/?scope=acme', person: 'ann', prepare: seen('Recently resolved') },
  {
    name: 'home-zh',
    path: '/?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: seen('最近恢复'),
  },
  {
    name: 'home-calm',
    path: '/?scope=acme.payments',
    person: 'ann',
    prepare: seen(/Nothing is firing/),
  },
  {
    name: 'incidents',
    path: '/incidents?scope=acme',
    person: 'ann',
    prepare: seen('Disk almost full'),
  },
  {
    name: 'incidents-all',
    path: '/incidents?scope=acme&status=all&labels=%5B%22namespace%3Dshop-prod%22%5D',
    person: 'ann',
    prepare: seen('Queue is growing'),
  },
  {
    name: 'incident',
    path: '/incidents?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('link', { name: /Latency of the checkout/ }).click();
      await page.getByText('Nobody notified').waitFor();
    },
  },
  {
    name: 'incident-zh',
    path: '/incidents?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: async (page) => {
      await page.getByRole('link', { name: /Latency of the checkout/ }).click();
      await page.getByText('未通知任何人').waitFor();
    },
  },
  {
    name: 'explore',
    path: `/explore?scope=acme.shop.prod&q=${QUERY}`,
    person: 'ann',
    prepare: (page) => page.locator('.uplot').waitFor(),
  },
  {
    name: 'explore-table',
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
    path: '/explore?scope=acme',
    person: 'ann',
    prepare: seen(/Ask a question/),
  },
  {
    name: 'range-picker',
    path: '/explore?scope=acme&range=now-6h..now-1h',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Time range' }).click();
      await page.getByLabel('From').waitFor();
    },
  },
  { name: 'rules', path: '/rules?scope=acme', person: 'ann', prepare: seen('Disk almost full') },
  {
    name: 'rules-empty',
    path: '/rules?scope=globex.lab.dev&text=zzz',
    person: 'bo',
    prepare: seen(/No rule matches/),
  },
  {
    name: 'rule',
    path: '/rules?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('link', { name: /Latency of the checkout/ }).click();
      await page.locator('.uplot').waitFor();
      await page.getByText('groups:').waitFor();
    },
  },
  {
    name: 'rule-new-zh',
    path: `/rules/new?scope=acme.shop.prod&expression=${QUERY}`,
    person: 'ann',
    language: 'zh',
    prepare: (page) => page.locator('.uplot').waitFor(),
  },
  {
    name: 'rule-refused',
    path: `/rules/new?scope=acme.shop.prod&expression=${QUERY}`,
    person: 'ann',
    prepare: async (page) => {
      await page.getByLabel('Name').first().fill('refuse');
      await page.getByLabel('Threshold').fill('0.5');
      await page.getByRole('button', { name: 'Create' }).click();
      await page
        .getByText(/another rule of this tenant/)
        .first()
        .waitFor();
    },
  },
  { name: 'channels', path: '/channels?scope=acme', person: 'ann', prepare: seen('Ticket system') },
  {
    name: 'channel-new',
    path: '/channels/new?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByLabel('Name').fill('bounce');
      await page.getByRole('combobox', { name: 'Addresses' }).fill('oncall@acme.example');
      await page.getByRole('combobox', { name: 'Addresses' }).press('Enter');
      await page.getByRole('button', { name: 'Send a test' }).click();
      await page.getByText(/no such mailbox/).waitFor();
    },
  },
  {
    name: 'scope-switcher',
    path: '/?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Choose a scope' }).click();
      await page.getByRole('listbox').waitFor();
    },
  },
  {
    name: 'palette',
    path: '/?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByText('Recently resolved').waitFor();
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder(/Go to a page/).fill('disk');
      await page.getByRole('option').first().waitFor();
    },
  },
  { name: 'not-found', path: '/nowhere?scope=acme', person: 'ann', prepare: seen(/no page here/) },
  { name: 'denied', path: '/rules?scope=globex', person: 'ann', prepare: seen('globex') },
];

const VIEWPORTS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
const THEMES = ['light', 'dark'] as const;

/** What is looked at by people; what is measured, is measured always. */
const TAKES_PICTURES = process.env.TOCSIN_PROOF === '1';

requires('chromium')('photographs of every page', () => {
  let ui: MockUi;
  let browser: TestBrowser;
  beforeAll(async () => {
    ui = await serveMockUi();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await ui?.close();
  });

  async function open(shot: Shot): Promise<WatchedPage> {
    const watched = await browser.openPage({
      viewport: VIEWPORTS[0],
      colorScheme: 'light',
      timezoneId: 'Europe/Berlin',
    });
    await watched.page.addInitScript(
      ([person, language]) => {
        if (person !== '') sessionStorage.setItem('tocsin:mock-person', person);
        if (language !== '') sessionStorage.setItem('tocsin:mock-language', language);
      },
      [shot.person ?? '', shot.language ?? ''] as const,
    );
    await watched.page.goto(ui.url + shot.path);
    return watched;
  }

  it.each(SHOTS)('$name fits both screens in both themes', async (shot) => {
    const watched = await open(shot);
    const { page } = watched;
    try {
      await shot.prepare(page);
      for (const viewport of VIEWPORTS) {
        await page.setViewportSize(viewport);
        for (const colorScheme of THEMES) {
          await page.emulateMedia({ colorScheme });
          await settled(page);
          if (TAKES_PICTURES) {
            await watched.screenshot(`${shot.name}-${colorScheme}-${viewport.width}`);
          }
          expect(await faintTexts(page), colorScheme).toEqual([]);
        }
        expect(await overflow(page), `${viewport.width} px`).toBe(0);
      }
      // Refused requests are part of some pictures; Chromium reports each of them as an error.
      expect(watched.errors.filter((error) => !/status of 4/.test(error))).toEqual([]);
    } finally {
      await page.context().close();
    }
  });
});

/** Two frames after the last change of size or theme, what is drawn is what will stay. */
function settled(page: Page): Promise<unknown> {
  return page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

/** By how many pixels the page is wider than the screen; nothing may be cut off or scroll aside. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const main = document.querySelector('main') ?? document.body;
    const wide = Math.max(main.scrollWidth - main.clientWidth, 0);
    return Math.max(wide, document.documentElement.scrollWidth - window.innerWidth);
  });
}
