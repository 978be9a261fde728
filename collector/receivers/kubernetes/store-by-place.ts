import { AppError } from '../../../platform/errors/app-error.ts';
import { type Labels, labelsKey } from '../../../platform/model/labels.ts';
import type { LogEntry, StreamEntries } from '../../model/entry-batch.ts';
import { PushFaults } from '../loki/push-faults.ts';
import type { EntryPlace, Tally } from '../receiver.ts';
import { stampLabels } from '../stamp-labels.ts';
import type { BoundedValues } from './bounded-values.ts';
import type { PlaceOf } from './cluster-place.ts';

/** A line that was made of an object of Kubernetes. */
export interface ClusterLine {
  /** Empty for none. */
  readonly namespace: string;
  readonly labels: readonly (readonly [string, string])[];
  readonly entry: LogEntry;
}

export interface StoredLines {
  readonly tally: Tally;
  readonly refusal: string | null;
}

interface PlaceLines {
  readonly place: EntryPlace;
  readonly streams: Map<string, { labels: Labels; entries: LogEntry[] }>;
}

/**
 * Stores each line with the place of its namespace. When one place cannot take any, the others have
 * what is theirs all the same, and the sender comes again.
 * @param namespaces of nobody, as labels
 * @param ownLabels of every line of this kind, which nothing in the objects can set
 * @throws AppError `unavailable`
 */
export async function storeByPlace(
  lines: readonly ClusterLine[],
  placeOf: PlaceOf,
  namespaces: BoundedValues,
  ownLabels: Labels,
): Promise<StoredLines> {
  const faults = new PushFaults();
  let taken = 0;
  let unavailable: AppError | null = null;
  for (const { place, streams } of sortByPlace(lines, placeOf, namespaces, ownLabels)) {
    try {
      const batch: StreamEntries[] = [...streams.values()];
      const outcome = await place.entries.append(batch);
      taken += outcome.appended;
      for (const { message } of outcome.refused) faults.add(message);
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      unavailable = thrown;
    }
  }
  if (unavailable !== null) throw unavailable;
  const refusal = faults.total === 0 ? null : faults.text();
  return { tally: { taken, refused: faults.total }, refusal };
}

/**
 * The place was chosen by the namespace: there is nothing left to choose for the stamp. Namespaces of
 * nobody are bounded, as anybody can ask an API server for some that are not there.
 */
function sortByPlace(
  lines: readonly ClusterLine[],
  placeOf: PlaceOf,
  namespaces: BoundedValues,
  kindLabels: Labels,
): Iterable<PlaceLines> {
  const places = new Map<EntryPlace, PlaceLines>();
  for (const line of lines) {
    const place = placeOf(line.namespace);
    const known = places.get(place) ?? { place, streams: new Map() };
    places.set(place, known);
    const named = place.stamp.ownLabels.has('namespace')
      ? line.namespace
      : namespaces.admit(line.namespace);
    const ownLabels = new Map([...place.stamp.ownLabels, ...kindLabels]);
    const labels = stampLabels([['namespace', named], ...line.labels], { ownLabels, choice: null });
    const key = labelsKey(labels);
    const stream = known.streams.get(key) ?? { labels, entries: [] };
    known.streams.set(key, stream);
    stream.entries.push(line.entry);
  }
  return places.values();
}
