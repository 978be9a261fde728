import type { Muting, Silence, Silenceable } from './silence.ts';
import { type SilenceEntry, SilenceIndex } from './silence-index.ts';
import { costOf } from './silence-matcher.ts';
import { type Span, spansOf } from './silence-span.ts';
import { silenceTest } from './silence-test.ts';

/** Silences of one owner; an era ends when one is put, dropped, begins or ends. */
interface Shelf {
  readonly index: SilenceIndex;
  readonly entries: Map<string, SilenceEntry>;
  era: number;
  /** The era holds for instants from here, inclusive, … */
  fromMs: number;
  /** … to here, exclusive. */
  untilMs: number;
}

/** How many silences stand, how many of them are tested for every incident, what their patterns cost. */
export interface SilenceLoad {
  readonly standing: number;
  readonly wide: number;
  /** In units of `regexCost`. */
  readonly patterns: number;
  readonly recurring: number;
}

interface Known {
  readonly era: number;
  readonly muting: readonly Muting[];
}

/**
 * All silences in memory, and which of them mute an incident. What was found for an incident is
 * remembered for as long as no silence of its owner begins, ends or changes.
 */
export class SilenceBook {
  readonly #owners = new Map<string, Shelf>();
  readonly #known = new WeakMap<Silenceable, Known>();
  #eras = 0;

  get(owner: string, id: string): Silence | undefined {
    return this.#owners.get(owner)?.entries.get(id)?.silence;
  }

  /** In no order. */
  ofOwner(owner: string): readonly Silence[] {
    const entries = this.#owners.get(owner)?.entries.values() ?? [];
    return [...entries].map(({ silence }) => silence);
  }

  /** What the owner's other silences cost that have not ended. */
  loadBeside({ owner, id }: Pick<Silence, 'owner' | 'id'>, nowMs: number): SilenceLoad {
    const shelf = this.#owners.get(owner);
    const entries = [...(shelf?.entries.values() ?? [])];
    const others = entries.filter((entry) => entry.silence.id !== id);
    const standing = others.filter((entry) => spanAt(entry, nowMs) !== null);
    const costs = standing.flatMap(({ silence }) => silence.matchers.map(costOf));
    return {
      standing: standing.length,
      wide: standing.filter((entry) => shelf?.index.isWide(entry)).length,
      patterns: costs.reduce((sum, cost) => sum + cost, 0),
      recurring: standing.filter(({ silence }) => silence.schedule.kind === 'recurring').length,
    };
  }

  /** When it counts: now, next, or no more. Null also for one that is not here. */
  spanOf({ owner, id }: Silence, nowMs: number): Span | null {
    const entry = this.#owners.get(owner)?.entries.get(id);
    return entry === undefined ? null : spanAt(entry, nowMs);
  }

  put(silence: Silence): void {
    this.drop(silence);
    const shelf = this.#shelfOf(silence.owner);
    const entry: SilenceEntry = {
      silence,
      test: silenceTest(silence),
      spanAt: spansOf(silence.schedule),
      span: null,
      judgedAtMs: Number.POSITIVE_INFINITY,
    };
    shelf.entries.set(silence.id, entry);
    shelf.index.add(entry);
    this.#endEra(shelf);
  }

  drop({ owner, id }: Pick<Silence, 'owner' | 'id'>): void {
    const shelf = this.#owners.get(owner);
    const entry = shelf?.entries.get(id);
    if (!shelf || !entry) return;
    shelf.entries.delete(id);
    shelf.index.remove(entry);
    this.#endEra(shelf);
  }

  /** What mutes the incident at the instant, the oldest first; an empty list: nothing. */
  mutedBy(incident: Silenceable, nowMs: number): readonly Muting[] {
    const shelf = this.#owners.get(incident.owner);
    if (!shelf || shelf.entries.size === 0) return NOTHING;
    if (nowMs >= shelf.untilMs || nowMs < shelf.fromMs) this.#beginEra(shelf, nowMs);
    const known = this.#known.get(incident);
    if (known?.era === shelf.era) return known.muting;
    const muting = shelf.index.candidates(incident).flatMap((entry): readonly Muting[] => {
      const span = spanAt(entry, nowMs);
      const isActive = span !== null && span.fromMs <= nowMs;
      if (!isActive || !entry.test.mutes(incident)) return NOTHING;
      return [{ silence: entry.silence, untilMs: span.untilMs }];
    });
    if (muting.length > 1) muting.sort((a, b) => (a.silence.id < b.silence.id ? -1 : 1));
    this.#known.set(incident, { era: shelf.era, muting });
    return muting;
  }

  #shelfOf(owner: string): Shelf {
    const known = this.#owners.get(owner);
    if (known) return known;
    const shelf = { index: new SilenceIndex(), entries: new Map(), era: 0, fromMs: 0, untilMs: 0 };
    this.#owners.set(owner, shelf);
    return shelf;
  }

  #endEra(shelf: Shelf): void {
    shelf.untilMs = Number.NEGATIVE_INFINITY;
  }

  #beginEra(shelf: Shelf, nowMs: number): void {
    this.#eras += 1;
    shelf.era = this.#eras;
    shelf.fromMs = nowMs;
    shelf.untilMs = Number.POSITIVE_INFINITY;
    for (const entry of shelf.entries.values()) {
      const span = spanAt(entry, nowMs);
      const edgeMs = span === null ? null : span.fromMs > nowMs ? span.fromMs : span.untilMs;
      if (edgeMs !== null) shelf.untilMs = Math.min(shelf.untilMs, edgeMs);
    }
  }
}

const NOTHING: readonly Muting[] = [];

/** Times of a pattern cost something to find: they are kept until they have passed. */
function spanAt(entry: SilenceEntry, nowMs: number): Span | null {
  const { span, judgedAtMs } = entry;
  const isValid =
    nowMs >= judgedAtMs && (span === null || span.untilMs === null || nowMs < span.untilMs);
  if (isValid) return span;
  entry.span = entry.spanAt(nowMs);
  entry.judgedAtMs = nowMs;
  return entry.span;
}
