import type { Page } from 'playwright-core';

/** A picture of a page of the mock. */
export interface Shot {
  readonly name: string;
  readonly path: string;
  /** Who looks; nobody is signed in otherwise. */
  readonly person?: string;
  readonly language?: 'zh';
  /** Taken only where pictures are: like another one in all that is measured. */
  readonly isForLooking?: boolean;
  /** What to do, and to wait for, before the picture is taken. */
  readonly prepare: (page: Page) => Promise<unknown>;
}

/** Waits until a text is there. */
export const seen = (text: string | RegExp) => (page: Page) =>
  page.getByText(text).first().waitFor();
/** A question with an answer, as an address has it. */
export const QUERY = encodeURIComponent('sum by (job) (rate(http_requests_total[5m]))');
