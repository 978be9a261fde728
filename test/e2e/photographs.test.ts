import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, TAKES_PICTURES, type TestBrowser } from '../support/browser.ts';
import { requires } from '../support/requires.ts';
import { CHANNEL_SHOTS } from './channel-shots.ts';
import { DASHBOARD_SHOTS } from './dashboard-shots.ts';
import { DECISION_SHOTS } from './decision-shots.ts';
import { eventually, expectNoFaintText } from './eventually.ts';
import { EXPLORE_SHOTS } from './explore-shots.ts';
import { INCIDENT_SHOTS } from './incident-shots.ts';
import { type MockTab, openMockTab } from './mock-tab.ts';
import { type MockUi, serveMockUi } from './mock-ui.ts';
import { PANEL_SHOTS } from './panel-shots.ts';
import { REPORT_SHOTS } from './report-shots.ts';
import { RULE_SHOTS } from './rule-shots.ts';
import { nextFrames } from './settled.ts';
import { type Shot, seen } from './shot.ts';

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
    isForLooking: true,
    path: '/?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: seen('最近恢复'),
  },
  {
    name: 'home-calm',
    isForLooking: true,
    path: '/?scope=acme.payments',
    person: 'ann',
    prepare: seen(/Nothing is firing/),
  },
  {
    name: 'rules-import',
    path: '/rules/exchange?scope=acme.shop',
    person: 'ann',
    prepare: async (page) => {
      await page.getByLabel('Or paste it here').fill('- alert: DiskSlow\n- alert: refuse\n');
      await page.getByRole('button', { name: 'Preview import' }).click();
      await page.getByRole('table', { name: 'Import preview' }).waitFor();
    },
  },
  {
    name: 'rules-export-zh',
    isForLooking: true,
    path: '/rules/exchange?scope=acme.shop&tab=export',
    person: 'ann',
    language: 'zh',
    prepare: async (page) => {
      await page.getByRole('button', { name: '导出规则' }).click();
      await page.getByRole('textbox', { name: '导出' }).waitFor();
    },
  },
  {
    name: 'incidents',
    path: '/incidents?scope=acme',
    person: 'ann',
    prepare: seen('Disk almost full'),
  },
  {
    name: 'incidents-all',
    isForLooking: true,
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
    isForLooking: true,
    path: '/incidents?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: async (page) => {
      await page.getByRole('link', { name: /Latency of the checkout/ }).click();
      await page.getByText('未通知任何人').waitFor();
    },
  },
  ...INCIDENT_SHOTS,
  ...EXPLORE_SHOTS,
  ...DASHBOARD_SHOTS,
  ...REPORT_SHOTS,
  {
    name: 'range-picker',
    isForLooking: true,
    path: '/explore?scope=acme&range=now-6h..now-1h',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Time range' }).click();
      await page.getByLabel('From').waitFor();
    },
  },
  { name: 'monitors', path: '/monitors?scope=acme', person: 'ann', prepare: seen('checkout') },
  {
    name: 'monitor-zh',
    isForLooking: true,
    path: '/monitors?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: async (page) => {
      await page.getByRole('link', { name: 'checkout' }).click();
      await page.getByText('10.1.0.7:8080', { exact: true }).waitFor();
    },
  },
  {
    name: 'monitor-yaml-zh',
    path: '/monitors?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: async (page) => {
      await page.getByRole('link', { name: 'checkout' }).click();
      await page.getByText('YAML', { exact: true }).click();
      await page.locator('.cm-content').getByText('podMetricsEndpoints').waitFor();
    },
  },
  {
    name: 'flow-history',
    path: '/collection/flows/flows/01J00000000000000000000F01/history?scope=acme.shop.prod',
    person: 'ann',
    prepare: seen('What changed'),
  },
  {
    name: 'system-rules',
    path: '/rules/system?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('switch', { name: 'Switch Storage on or off' }).focus();
      await page.keyboard.press('Space');
      await page.getByText('1 of 3 on').waitFor();
    },
  },
  {
    name: 'system-rule',
    isForLooking: true,
    path: '/rules/system/volume-nearly-full?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('switch', { name: 'Override the levels' }).focus();
      await page.keyboard.press('Space');
      await page.getByLabel('Threshold').first().waitFor();
    },
  },
  ...RULE_SHOTS,
  ...DECISION_SHOTS,
  {
    name: 'silences',
    path: '/silences?scope=acme&state=all',
    person: 'ann',
    prepare: seen('Known noise'),
  },
  {
    name: 'silence-new',
    path: '/silences/new?scope=acme.shop&labels=%7B%22alertname%22%3A%22%22%7D',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('combobox', { name: 'Matcher 1: Operator' }).click();
      await page.getByRole('option', { name: '=~' }).click();
      await page.getByLabel('Matcher 1: Value').fill('.+');
      await page.getByText('This silence is broad').waitFor();
    },
  },
  {
    name: 'silence-recurring-zh',
    isForLooking: true,
    path: '/silences?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: async (page) => {
      await page.getByRole('link', { name: /Nightly backup/ }).click();
      await page.getByText('将被静默的告警').waitFor();
      await page.getByText('接下来的时段').waitFor();
    },
  },
  { name: 'policies', path: '/policies?scope=acme', person: 'ann', prepare: seen('Office hours') },
  {
    name: 'policy',
    isForLooking: true,
    path: '/policies?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('link', { name: 'Office hours' }).click();
      await page.getByText('Rules with this policy').waitFor();
    },
  },
  {
    name: 'routes',
    path: '/routes?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('button', { name: /^Night shift/ }).click();
      await page.getByText('Conditions').waitFor();
    },
  },
  {
    name: 'inbox-zh',
    path: '/inbox?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: seen('全部标为已读'),
  },
  ...CHANNEL_SHOTS,
  ...PANEL_SHOTS,
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
  {
    name: 'log-flow-zh',
    path: '/collection/flows/flows/01J00000000000000000000F01?scope=acme.shop.prod',
    person: 'ann',
    language: 'zh',
    prepare: seen('每个容器每分钟最多行数'),
  },
];

const VIEWPORTS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
const THEMES = ['light', 'dark'] as const;

requires('chromium')('photographs of every page', () => {
  let ui: MockUi;
  let browser: TestBrowser;
  let tab: MockTab;
  beforeAll(async () => {
    ui = await serveMockUi();
    browser = await launchBrowser();
    tab = await openMockTab(browser, ui, { timezoneId: 'Europe/Berlin' });
  });
  afterAll(async () => {
    await browser?.close();
    await ui?.close();
  });

  const shots = SHOTS.filter(({ isForLooking = false }) => TAKES_PICTURES || !isForLooking);
  // Where nobody looks, each screen is measured in one theme, turn about.
  const numbered = shots.map((shot, index) => ({ ...shot, index }));
  it.each(numbered)('$name fits both screens', async ({ index, ...shot }) => {
    const { page } = tab;
    await page.setViewportSize(VIEWPORTS[0]);
    await page.emulateMedia({ colorScheme: 'light' });
    await tab.visit(shot.path, shot);
    await shot.prepare(page);
    for (const [place, viewport] of VIEWPORTS.entries()) {
      await page.setViewportSize(viewport);
      for (const colorScheme of TAKES_PICTURES ? THEMES : [themeAt(index + place)]) {
        await page.emulateMedia({ colorScheme });
        await nextFrames(page);
        await tab.photograph(`${shot.name}-${colorScheme}-${viewport.width}`);
        await expectNoFaintText(page, colorScheme);
      }
      await eventually(() => overflow(page), `${viewport.width} px`).toBe(0);
    }
    // Refused requests are part of some pictures; Chromium reports each of them as an error.
    expect(tab.errors().filter((error) => !/status of 4/.test(error))).toEqual([]);
  });
});

function themeAt(turn: number): (typeof THEMES)[number] {
  return turn % 2 === 0 ? 'light' : 'dark';
}

/** By how many pixels the page is wider than the screen; nothing may be cut off or scroll aside. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const main = document.querySelector('main') ?? document.body;
    const wide = Math.max(main.scrollWidth - main.clientWidth, 0);
    return Math.max(wide, document.documentElement.scrollWidth - window.innerWidth);
  });
}
