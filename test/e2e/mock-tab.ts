import type { BrowserContextOptions, Page } from 'playwright-core';
import type { TestBrowser, WatchedPage } from '../support/browser.ts';
import { EMPTY_PATH, type MockUi } from './mock-ui.ts';

/** Who looks, nobody is signed in otherwise; in which language, English otherwise. */
export interface Visitor {
  readonly person?: string | undefined;
  readonly language?: string | undefined;
}

/**
 * One tab over the mock for all tests of a file. Each visit loads the whole page again, and finds
 * nothing of the one before in storage, routes, pointer or history of the interface. What stays is
 * what the browser has fetched and compiled, most of the cost of a page in a context of its own.
 */
export interface MockTab {
  readonly page: Page;
  readonly photograph: WatchedPage['photograph'];
  visit(path: string, visitor: Visitor): Promise<void>;
  /** Uncaught exceptions and console errors since the last visit began. */
  errors(): readonly string[];
}

export async function openMockTab(
  browser: TestBrowser,
  ui: MockUi,
  options: BrowserContextOptions,
): Promise<MockTab> {
  const watched = await browser.openPage(options);
  const { page } = watched;
  let before = 0;
  return {
    page,
    photograph: watched.photograph,
    errors: () => watched.errors.slice(before),
    visit: async (path, { person, language }) => {
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.mouse.move(0, 0);
      await page.goto(ui.url + EMPTY_PATH);
      await page.evaluate(become, { person, language });
      before = watched.errors.length;
      await page.goto(ui.url + path);
    },
  };
}

/** In the browser, on a page without a program that could write anything after it. */
function become({ person, language }: Visitor): void {
  localStorage.clear();
  sessionStorage.clear();
  if (person !== undefined) sessionStorage.setItem('tocsin:mock-person', person);
  if (language !== undefined) sessionStorage.setItem('tocsin:mock-language', language);
}
