import type { ReceiveRates, ReceiverName } from './receive-rates.ts';
import type { Receiver, ReceiverPlace } from './receiver.ts';

/** How a push ended: all was taken, some of it or nothing was, or it met a limit or a fault. */
export type PushOutcome = 'taken' | 'partial' | 'refused' | 'limited' | 'unavailable' | 'fault';

export const PUSH_OUTCOMES: readonly PushOutcome[] = [
  'taken',
  'partial',
  'refused',
  'limited',
  'unavailable',
  'fault',
];

/** Counters of the process; labels are the closed lists above, never a tenant. */
export interface ReceiverMetrics {
  /** Once for each push. `bytes` as they came, `taken` and `refused` samples or lines. */
  pushed(receiver: ReceiverName, outcome: PushOutcome, counts: PushCounts): void;
}

export interface PushCounts {
  readonly bytes: number;
  readonly taken: number;
  readonly refused: number;
}

/** A receiver whose pushes are counted. */
export function observedReceiver<Place extends ReceiverPlace>(
  name: ReceiverName,
  receive: Receiver<Place>,
  metrics: ReceiverMetrics,
  rates: ReceiveRates,
): Receiver<Place> {
  return async (request, place) => {
    const bytes = request.body.length;
    try {
      const answer = await receive(request, place);
      metrics.pushed(name, outcomeOf(answer), { bytes, ...answer.tally });
      rates.note(name, place.tenant, bytes, answer);
      return answer;
    } catch (thrown) {
      metrics.pushed(name, 'fault', { bytes, taken: 0, refused: 0 });
      throw thrown;
    }
  };
}

function outcomeOf({ status, tally }: Awaited<ReturnType<Receiver<ReceiverPlace>>>): PushOutcome {
  if (status === 429) return 'limited';
  if (status >= 500) return 'unavailable';
  if (tally.refused > 0) return tally.taken > 0 ? 'partial' : 'refused';
  return status >= 400 ? 'refused' : 'taken';
}
