import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { faintTexts } from './contrast.ts';

/**
 * As `expect` of what a page shows once it has settled: reads it again and again, for 20 s. What
 * must never be there, not even for a moment, is looked at once instead.
 */
export const eventually = <T>(read: () => T | Promise<T>, message?: string) =>
  expect.poll(read, { timeout: 20_000, ...(message === undefined ? {} : { message }) });

/** Every text of a page can be read, as soon as all of it is drawn. */
export async function expectNoFaintText(page: Page, message?: string): Promise<void> {
  await eventually(() => faintTexts(page), message).toEqual([]);
}
