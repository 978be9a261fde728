import type { EntryOutcome } from '../../model/entry-batch.ts';
import type { EntryPlace, Tally } from '../receiver.ts';
import type { CheckedPush } from './check-push.ts';

/** What became of a push. */
export interface StoredPush {
  readonly tally: Tally;
  /** Why lines were not taken, in Loki's words; null when all were. */
  readonly refusal: string | null;
  /** Whether the number of streams was a reason. */
  readonly isOverStreams: boolean;
}

/** @throws AppError `unavailable` */
export async function storePush(
  { batch, faults }: CheckedPush,
  place: EntryPlace,
): Promise<StoredPush> {
  const outcome: EntryOutcome =
    batch.length === 0 ? { appended: 0, refused: [] } : await place.entries.append(batch);
  for (const { message } of outcome.refused) faults.add(message);
  return {
    tally: { taken: outcome.appended, refused: faults.total },
    refusal: faults.total === 0 ? null : faults.text(),
    isOverStreams: outcome.refused.some(({ kind }) => kind === 'stream_limit'),
  };
}
