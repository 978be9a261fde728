import { mkdirSync } from 'node:fs';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { inRepository } from './repository.ts';
import { serverTool } from './server-tools.ts';

/** A page with what went wrong on it. */
export interface WatchedPage {
  readonly page: Page;
  /** Uncaught exceptions and console errors so far. */
  readonly errors: readonly string[];
  /** Writes `.cache/screenshots/<name>.png` and answers its path. */
  screenshot(name: string): Promise<string>;
}

/** A headless Chromium; each page has its own cookies and storage. */
export interface TestBrowser {
  openPage(options?: BrowserContextOptions): Promise<WatchedPage>;
  close(): Promise<void>;
}

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Needs the tool `chromium`. */
export async function launchBrowser(): Promise<TestBrowser> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({
    executablePath: serverTool('chromium').path,
    headless: true,
    args: [...flags, ...asRoot],
  });
  return {
    openPage: async (options = {}) => {
      const context = await browser.newContext({
        locale: 'en-US',
        viewport: { width: 1280, height: 800 },
        ...options,
      });
      return watch(await context.newPage());
    },
    close: () => browser.close(),
  };
}

function watch(page: Page): WatchedPage {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return {
    page,
    errors,
    screenshot: async (name) => {
      const folder = inRepository('.cache/screenshots');
      mkdirSync(folder, { recursive: true });
      const path = `${folder}/${name}.png`;
      await page.screenshot({ path, fullPage: true });
      return path;
    },
  };
}
