import { isRecorded } from './asked-metrics.ts';
import { KNOWN_RECORDINGS, type KnownRecording } from './known-recordings.data.ts';
import { recordingsFor } from './recordings-for.ts';

/** What dashboards need, and what there is. */
export interface RecordingNeeds {
  /** With the names that each reads. */
  readonly boards: readonly { readonly uid: string; readonly metrics: readonly string[] }[];
  /** Names of the scope's metrics; null where they cannot be told: then all are made. */
  readonly present: ReadonlySet<string> | null;
  /** Names that rules of the owner record. */
  readonly ruled: ReadonlySet<string>;
  /** Rules that come with the dashboards; they go before those that are known here. */
  readonly given: readonly KnownRecording[];
}

/** A series that a recording rule makes, and that the scope lacks. */
export interface PlannedRecording {
  readonly record: string;
  /** Uids of the dashboards that need it, in their order. */
  readonly boards: readonly string[];
  /** `waiting`: a rule records it already; `unknown`: nobody here says how it is made. */
  readonly state: 'missing' | 'waiting' | 'unknown';
  /** Of a missing one, those that make it. */
  readonly rules: readonly KnownRecording[];
}

/** What is to be made for dashboards, those first that others are made of. */
export function planRecordings({
  boards,
  present,
  ruled,
  given,
}: RecordingNeeds): readonly PlannedRecording[] {
  const own = new Set(given.map(({ record }) => record));
  const known = [...given, ...KNOWN_RECORDINGS.filter(({ record }) => !own.has(record))];
  const needed = new Map<string, { readonly boards: string[]; readonly rules: KnownRecording[] }>();
  for (const { uid, metrics } of boards) {
    const lacked = metrics.filter((name) => isRecorded(name) && present?.has(name) !== true);
    const { rules, unknown } = recordingsFor(lacked, known);
    for (const record of new Set([...rules.map((rule) => rule.record), ...unknown])) {
      if (present?.has(record) === true) continue;
      const made = rules.filter((rule) => rule.record === record);
      const before = needed.get(record) ?? { boards: [], rules: made };
      before.boards.push(uid);
      needed.set(record, before);
    }
  }
  return [...needed].map(([record, { boards: uids, rules }]) => {
    if (ruled.has(record)) return { record, boards: uids, state: 'waiting', rules: [] };
    const state = rules.length === 0 ? 'unknown' : 'missing';
    return { record, boards: uids, state, rules };
  });
}
