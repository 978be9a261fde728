import type { Outbound, OutboundRequest } from '../../../../platform/outbound/outbound.ts';
import type { WriteOutcome } from '../output-queue.ts';

/** What would be refused again, however often it is sent. */
const REFUSED: ReadonlySet<number> = new Set([400, 413, 415, 422]);

/** Sends one request and reads its answer as what became of the lines. */
export async function sendLines(
  outbound: Outbound,
  request: OutboundRequest,
): Promise<WriteOutcome> {
  const result = await outbound.send(request);
  switch (result.kind) {
    case 'answered': {
      const { status, headers } = result;
      if (status >= 200 && status < 300) return { kind: 'written' };
      const reason = `answered with status ${status}`;
      if (REFUSED.has(status)) return { kind: 'refused', reason };
      const seconds = Number(headers['retry-after']);
      const isDelay = Number.isFinite(seconds) && seconds > 0 && seconds < 3_600;
      return { kind: 'retry', reason, ...(isDelay ? { afterMs: seconds * 1_000 } : {}) };
    }
    case 'refused':
      return { kind: 'retry', reason: result.message };
    default:
      return { kind: 'retry', reason: `no answer (${result.reason})` };
  }
}

/** Nothing without a user. */
export function basicAuth(user: string | undefined, password: string | undefined) {
  if (user === undefined && password === undefined) return {};
  const pair = Buffer.from(`${user ?? ''}:${password ?? ''}`, 'utf8').toString('base64');
  return { authorization: `Basic ${pair}` };
}
