import { ApiError } from './api-error.ts';
import type { Call } from './client.ts';

/** A proxy before the service says so in a page of its own. */
const AWAY = new Set([502, 503, 504]);

/** Whether an error says that the service did not answer at all. */
export function isAway({ kind, status }: Pick<ApiError, 'kind' | 'status'>): boolean {
  return kind === 'unreachable' || (kind === 'unreadable' && AWAY.has(status));
}

/** Whether the service answers at all, whatever it says. */
export async function isReached(call: Call): Promise<boolean> {
  try {
    await call('session.get', {});
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return !isAway(error);
  }
}
