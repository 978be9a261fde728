import type { Silence, Silenceable } from './silence.ts';
import type { Span, SpanAt } from './silence-span.ts';
import { labelOf, type SilenceTest } from './silence-test.ts';

/** A silence as it is kept in memory. */
export interface SilenceEntry {
  readonly silence: Silence;
  readonly test: SilenceTest;
  readonly spanAt: SpanAt;
  /** What `spanAt` said last; valid from `judgedAtMs` until the span ends. */
  span: Span | null;
  judgedAtMs: number;
}

type Bucket = Set<SilenceEntry>;

/** Where an entry stands: in one bucket of a map, in several of them, or among those for every alert. */
interface Shelf {
  readonly buckets: Map<string, Bucket>;
  readonly keys: readonly string[];
}

/**
 * The silences of one owner by what they are bound to, else by the value of one of their labels (the
 * equality, or short list of values, that the fewest others have): an incident is tested against few of
 * many thousands. Those that no value selects are tested each time.
 */
export class SilenceIndex {
  readonly #byName = new Map<string, Map<string, Bucket>>();
  readonly #byRule = new Map<string, Bucket>();
  readonly #byIncident = new Map<string, Bucket>();
  readonly #byAlert = new Map<string, Bucket>();
  readonly #wide: Bucket = new Set();
  readonly #shelves = new Map<SilenceEntry, Shelf>();

  /** Whether it is tested for every incident. */
  isWide(entry: SilenceEntry): boolean {
    return this.#wide.has(entry);
  }

  add(entry: SilenceEntry): void {
    const shelf = this.#shelfFor(entry);
    if (shelf === null) {
      this.#wide.add(entry);
      return;
    }
    this.#shelves.set(entry, shelf);
    for (const key of shelf.keys) {
      const bucket = shelf.buckets.get(key);
      if (bucket) bucket.add(entry);
      else shelf.buckets.set(key, new Set([entry]));
    }
  }

  remove(entry: SilenceEntry): void {
    this.#wide.delete(entry);
    const shelf = this.#shelves.get(entry);
    this.#shelves.delete(entry);
    for (const key of shelf?.keys ?? []) {
      const bucket = shelf?.buckets.get(key);
      bucket?.delete(entry);
      if (bucket?.size === 0) shelf?.buckets.delete(key);
    }
  }

  /** Those that may mute the incident, each once. */
  candidates(incident: Silenceable): readonly SilenceEntry[] {
    const found: SilenceEntry[] = [];
    const take = (bucket: Bucket | undefined) => {
      if (bucket) found.push(...bucket);
    };
    take(this.#byAlert.get(incident.key));
    take(this.#byIncident.get(incident.id));
    if (incident.ruleId !== null) take(this.#byRule.get(incident.ruleId));
    for (const [name, values] of this.#byName) take(values.get(labelOf(incident, name)));
    take(this.#wide);
    return found;
  }

  #shelfFor({ silence, test }: SilenceEntry): Shelf | null {
    const { binding } = silence;
    switch (binding?.kind) {
      case 'alert':
        return { buckets: this.#byAlert, keys: [binding.key] };
      case 'incident':
        return { buckets: this.#byIncident, keys: [binding.incidentId] };
      case 'rule':
        return { buckets: this.#byRule, keys: [binding.ruleId] };
      case undefined:
        return this.#rarest(test);
    }
  }

  #rarest({ matchers }: SilenceTest): Shelf | null {
    let best: { shelf: Shelf; mates: number } | null = null;
    for (const { name, values } of matchers) {
      if (values === null) continue;
      const buckets = this.#byName.get(name) ?? new Map<string, Bucket>();
      const mates = values.reduce((sum, value) => sum + (buckets.get(value)?.size ?? 0), 0);
      if (best !== null && mates >= best.mates) continue;
      best = { shelf: { buckets, keys: values }, mates };
      if (!this.#byName.has(name)) this.#byName.set(name, buckets);
    }
    return best?.shelf ?? null;
  }
}
