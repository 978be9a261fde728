import { setTimeout as delay } from 'node:timers/promises';

/** How long to ask, and what was awaited, for the message. */
export interface WaitOptions {
  readonly what: string;
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

/**
 * Asks again and again until there is an answer.
 * @param probe answers undefined, null or false while it is not so yet; what it throws counts as
 *   "not yet" and is shown if the time runs out (default 20 s, asked every 25 ms)
 */
export async function waitUntil<T>(
  probe: () => Promise<T> | T,
  options: WaitOptions,
): Promise<Exclude<T, undefined | null | false>> {
  const { what, timeoutMs = 20_000, everyMs = 25 } = options;
  const deadline = performance.now() + timeoutMs;
  let last: unknown = 'no answer yet';
  while (performance.now() < deadline) {
    const answer = await attempt(probe);
    if (answer.kind === 'found') return answer.value;
    last = answer.reason;
    await delay(everyMs);
  }
  throw new Error(`waited ${timeoutMs} ms for ${what}: ${String(last)}`);
}

type Attempt<T> =
  | { readonly kind: 'found'; readonly value: Exclude<T, undefined | null | false> }
  | { readonly kind: 'not-yet'; readonly reason: unknown };

async function attempt<T>(probe: () => Promise<T> | T): Promise<Attempt<T>> {
  try {
    const value = await probe();
    if (value === undefined || value === null || value === false) {
      return { kind: 'not-yet', reason: value };
    }
    return { kind: 'found', value: value as Exclude<T, undefined | null | false> };
  } catch (error) {
    return { kind: 'not-yet', reason: error };
  }
}
