import type { Locator, Page } from 'playwright-core';
import { focusIsOn } from './settled.ts';

/** What a person does on the Explore page. */
export interface ExplorePage {
  /** The page of acme, empty but for these parameters; `range=5m` when none are given. */
  readonly open: (parameters?: string) => Promise<void>;
  readonly editor: (letter?: string) => Locator;
  readonly row: (letter: string) => Locator;
  /** What stands in the only editor. */
  readonly text: () => Promise<string>;
  /** Replaces what stands in the only editor. */
  readonly write: (query: string) => Promise<void>;
  /** Adds a row, which gets this letter, and writes into it. */
  readonly add: (letter: string, query: string) => Promise<void>;
  /** Writes into the only editor, and runs it. */
  readonly ask: (query: string) => Promise<void>;
  /** Points at a word of the only editor. */
  readonly hover: (word: string) => Promise<void>;
  /** Takes a completion that is selected, with Enter. */
  readonly complete: (option: RegExp) => Promise<void>;
  readonly clipboard: () => Promise<string>;
}

/** For so long a list of completions takes no keys after it has opened: they may be meant as text. */
const COMPLETION_DELAY_MS = 75;

const METRICS = { path: 'explore', label: 'PromQL query' };

export function explorePage(
  page: Page,
  url: string,
  { path, label }: { readonly path: string; readonly label: string } = METRICS,
): ExplorePage {
  const editor = (letter = '') =>
    page.getByRole('textbox', { name: letter === '' ? label : `${label} ${letter}` });
  const write = async (query: string) => {
    await editor().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(query);
    await page.keyboard.press('Escape');
  };
  return {
    open: async (parameters = 'range=5m') => {
      await page.goto(`${url}/${path}?scope=acme&${parameters}`);
      await editor().waitFor();
    },
    editor,
    row: (letter) => page.getByRole('region', { name: `Query ${letter}`, exact: true }),
    text: async () => (await editor().textContent()) ?? '',
    write,
    add: async (letter, query) => {
      await page.getByRole('button', { name: 'Add query' }).click();
      await focusIsOn(editor(letter));
      await page.keyboard.insertText(query);
    },
    ask: async (query) => {
      await write(query);
      await page.keyboard.press('Shift+Enter');
    },
    hover: async (word) => {
      const { x, y } = await editor().evaluate(middleOf, word);
      await page.mouse.move(0, 0);
      await page.mouse.move(x, y, { steps: 4 });
    },
    complete: async (option) => {
      await page.getByRole('option', { name: option, selected: true }).waitFor();
      const seenMs = await page.evaluate(() => performance.now());
      await page.waitForFunction(
        (untilMs) => performance.now() > untilMs,
        seenMs + 2 * COMPLETION_DELAY_MS,
      );
      await page.keyboard.press('Enter');
    },
    clipboard: () => page.evaluate(() => navigator.clipboard.readText()),
  };
}

/** Where the first occurrence of a word is painted inside an element. Runs in the browser. */
function middleOf(inside: Element, word: string): { readonly x: number; readonly y: number } {
  const walker = document.createTreeWalker(inside, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const at = node.textContent?.indexOf(word) ?? -1;
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + word.length);
    const { x, y, width, height } = range.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  }
  throw new Error(`no ${word} in ${inside.textContent}`);
}
