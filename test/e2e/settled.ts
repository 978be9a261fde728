import type { Locator, Page } from 'playwright-core';

/** For so many frames of the browser a place that holds still counts as settled. */
const STILL_FRAMES = 10;

/** A place on the page, in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where something is drawn, as soon as it no longer moves: what loads above it pushes it down. */
export function settledBox(drawn: Locator): Promise<Box> {
  return drawn.evaluate(async (element, stillFrames) => {
    const place = () => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    };
    let last = place();
    for (let still = 0; still < stillFrames; still += 1) {
      await new Promise(requestAnimationFrame);
      const now = place();
      if (JSON.stringify(now) !== JSON.stringify(last)) still = 0;
      last = now;
    }
    return last;
  }, STILL_FRAMES);
}

/** Two frames after a change of size, theme or scroll, what is drawn is what will stay. */
export function nextFrames(page: Page): Promise<unknown> {
  return page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

/** Waits until keys go there: what is typed earlier goes elsewhere. */
export async function focusIsOn(field: Locator): Promise<void> {
  await field.and(field.page().locator(':focus')).waitFor();
}

/** What a browser does when another tab is shown. */
export function setHidden(page: Page, isHidden: boolean): Promise<void> {
  return page.evaluate((hidden) => {
    const state = hidden ? 'hidden' : 'visible';
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, isHidden);
}
