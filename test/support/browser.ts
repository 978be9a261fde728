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
  /** The same of what people should look at: in `npm run proof` only, since a whole page takes a second. */
  photograph(name: string): Promise<void>;
}

/** A headless Chromium; each page has its own cookies and storage. */
export interface TestBrowser {
  openPage(options?: BrowserContextOptions): Promise<WatchedPage>;
  close(): Promise<void>;
}

/** What is looked at by people; what is measured, is measured always. */
export const TAKES_PICTURES = process.env.TOCSIN_PROOF === '1';

/** Of every Chromium of ours: without a graphics card, and asking nobody but the service. */
export const BROWSER_FLAGS: readonly string[] = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** Needs the tool `chromium`. */
export async function launchBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({
    executablePath: serverTool('chromium').path,
    headless: true,
    args: [...BROWSER_FLAGS],
  });
  return {
    openPage: async (options = {}) => {
      const context = await browser.newContext({
        locale: 'en-US',
        viewport: { width: 1280, height: 800 },
        // Every frame of a transition is drawn without a graphics card; a step waits until it is over.
        reducedMotion: TAKES_PICTURES ? 'no-preference' : 'reduce',
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
  const screenshot = async (name: string) => {
    const folder = inRepository('.cache/screenshots');
    mkdirSync(folder, { recursive: true });
    const path = `${folder}/${name}.png`;
    await page.screenshot({ path, fullPage: true });
    return path;
  };
  const photograph = async (name: string) => {
    if (TAKES_PICTURES) await screenshot(name);
  };
  return { page, errors, screenshot, photograph };
}
