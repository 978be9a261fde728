/**
 * Why a live tail ended.
 * - `client_gone`: the client closed it. `refused`: the question, or a limit of ours or the backend's.
 * - `denied`: no permission in the scope. `revoked`: the right ended, or what the scope holds changed.
 * - `expired`: the credentials did. `slow_reader`: too much waited for the client for too long.
 * - `upstream_lost`: the backend went away. `stopping`: this process does.
 */
export const TAIL_ENDS = [
  'client_gone',
  'refused',
  'denied',
  'revoked',
  'expired',
  'slow_reader',
  'upstream_lost',
  'stopping',
] as const;

export type TailEnd = (typeof TAIL_ENDS)[number];

/** A close frame: no client takes these for a reason to come back by itself. */
export interface TailClose {
  readonly code: number;
  readonly reason: string;
}

/** Longest reason that fits a close frame, in bytes of UTF-8. */
const MAX_REASON_BYTES = 123;

/**
 * What the client is told, or null to cut the connection: then it sees code 1006, the only one after
 * which Grafana's live view comes back by itself (every 5 s, 30 times), which is right when the
 * backend or we restart and wrong for everything else.
 * @param said for `refused` and `denied`: an error's own text
 */
export function closeFrame(end: TailEnd, said = ''): TailClose | null {
  switch (end) {
    case 'upstream_lost':
    case 'stopping':
    case 'client_gone':
      return null;
    case 'refused':
      return { code: 4400, reason: shortened(said) };
    case 'denied':
      return { code: 1008, reason: shortened(said) };
    case 'revoked':
      return { code: 1008, reason: 'access_changed' };
    case 'expired':
      return { code: 1008, reason: 'access_expired' };
    case 'slow_reader':
      return { code: 4408, reason: 'slow_reader' };
    default:
      return end satisfies never;
  }
}

function shortened(text: string): string {
  let reason = '';
  let bytes = 0;
  for (const char of text) {
    bytes += Buffer.byteLength(char);
    if (bytes > MAX_REASON_BYTES) break;
    reason += char;
  }
  return reason;
}
