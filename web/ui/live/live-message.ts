import type { LiveMessage } from '../../contract/live.ts';
import { parseJson } from '../api/api-error.ts';

const TYPES: ReadonlySet<unknown> = new Set<LiveMessage['type']>([
  'hello',
  'subscribed',
  'incident',
  'delivery',
  'rules',
  'notification',
]);

/** Reads one message of the live stream; a kind this interface does not know is undefined. */
export function parseLiveMessage(text: string): LiveMessage | undefined {
  const parsed = parseJson(text);
  if (typeof parsed !== 'object' || parsed === null || !('type' in parsed)) return undefined;
  // The service serialises each kind by the contract's schema; the kind was just checked.
  return TYPES.has(parsed.type) ? (parsed as LiveMessage) : undefined;
}
