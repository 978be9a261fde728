import type { Dialect, Statement } from '../../platform/state/state.ts';
import type { EventDraft } from './incident-event.ts';

/** What has become of an incident's messages, each at least once. */
export const CHANNEL_OUTCOMES = ['delivered', 'failed', 'not_sent'] as const;

export type ChannelOutcome = (typeof CHANNEL_OUTCOMES)[number];

/** Column of `incidents` that says so, 0 or 1. */
export const OUTCOME_COLUMNS = {
  delivered: 'delivered',
  failed: 'failed',
  not_sent: 'not_sent',
} as const satisfies Readonly<Record<ChannelOutcome, string>>;

/** Incidents per statement; few sizes, so that few texts are prepared. */
const CHUNKS = [64, 16, 4, 1];

/** Notes beside the incident what its timeline says of its messages, so that it can be searched for. */
export class ChannelOutcomeSql {
  readonly #texts: Readonly<Record<ChannelOutcome, ReadonlyMap<number, string>>>;

  constructor(dialect: Dialect) {
    const texts = (outcome: ChannelOutcome) =>
      new Map(CHUNKS.map((size) => [size, markText(dialect, outcome, size)]));
    this.#texts = {
      delivered: texts('delivered'),
      failed: texts('failed'),
      not_sent: texts('not_sent'),
    };
  }

  /**
   * Each incident once per outcome; nothing for events of another kind.
   * @param unsent ids of incidents that say `not_sent` already
   */
  of(events: readonly EventDraft[], unsent: ReadonlySet<string>): readonly Statement[] {
    const marked = {
      delivered: new Set<string>(),
      failed: new Set<string>(),
      not_sent: new Set<string>(),
    };
    for (const { kind, incidentId } of events) {
      const outcome = outcomeOf(kind);
      const isMarked = outcome === 'not_sent' && unsent.has(incidentId);
      if (outcome !== null && !isMarked) marked[outcome].add(incidentId);
    }
    return CHANNEL_OUTCOMES.flatMap((outcome) => this.#mark(outcome, [...marked[outcome]]));
  }

  #mark(outcome: ChannelOutcome, ids: readonly string[]): readonly Statement[] {
    const statements: Statement[] = [];
    let at = 0;
    for (const [size, sql] of this.#texts[outcome]) {
      while (ids.length - at >= size) {
        const parameters = ids.slice(at, at + size);
        statements.push({ name: `incident.${outcome}`, sql, parameters, expect: 'any' });
        at += size;
      }
    }
    return statements;
  }
}

function markText(dialect: Dialect, outcome: ChannelOutcome, size: number): string {
  const column = OUTCOME_COLUMNS[outcome];
  const places = Array.from({ length: size }, (_, index) =>
    dialect === 'sqlite' ? '?' : `$${index + 1}`,
  );
  return `UPDATE incidents SET ${column} = 1 WHERE ${column} = 0 AND id IN (${places.join(', ')})`;
}

/** Incidents of whom these lines say that somebody was not told. */
export function unsentOf(events: readonly EventDraft[]): ReadonlySet<string> {
  const unsent = new Set<string>();
  for (const { kind, incidentId } of events) {
    if (outcomeOf(kind) === 'not_sent') unsent.add(incidentId);
  }
  return unsent;
}

/** An attempt that is made again has not failed yet. */
function outcomeOf(kind: EventDraft['kind']): ChannelOutcome | null {
  if (kind === 'delivery_succeeded') return 'delivered';
  if (kind === 'delivery_dropped') return 'failed';
  return kind === 'notification_not_sent' ? 'not_sent' : null;
}
