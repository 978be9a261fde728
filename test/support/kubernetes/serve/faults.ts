import type { Verb } from './api-request.ts';

/** Which requests a fault hits: all that is given must fit. */
export interface RequestMatch {
  readonly method?: string;
  readonly verb?: Verb;
  readonly user?: string;
  /** Tested against the path with its query. */
  readonly path?: RegExp;
  /** `prometheusrules.monitoring.coreos.com`. */
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly isDryRun?: boolean;
}

/** What a fault sees of a request. */
export interface Seen extends Required<Omit<RequestMatch, 'path' | 'verb'>> {
  readonly verb: Verb | null;
  readonly path: string;
}

/** What goes wrong. */
export type Fault =
  /** Refused: 500, 503, 429 with `retryAfterS`, 422 of a webhook, … */
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly reason?: string;
      readonly message?: string;
      readonly retryAfterS?: number;
    }
  /** Something on the way answers in the server's place, such as a proxy with its HTML. */
  | {
      readonly kind: 'foreign';
      readonly code: number;
      readonly contentType: string;
      readonly body: string;
    }
  /** Held until the test lets it go: before it is handled, or when its effect is there unanswered. */
  | { readonly kind: 'hold'; readonly at: 'before' | 'after'; readonly gate: Gate }
  /** The connection is dropped, before the request is handled or in the place of its answer. */
  | { readonly kind: 'reset'; readonly at: 'before' | 'after' }
  /** A read is answered from a state that is so many revisions old, as by a lagging cache. */
  | { readonly kind: 'stale'; readonly revisions: number };

/** Opens once. */
export class Gate {
  readonly opened: Promise<void>;
  #open: () => void = () => undefined;

  constructor() {
    this.opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open();
  }
}

/** A fault in place. */
export interface PlacedFault {
  /** How many requests it has hit. */
  hits(): number;
  /** Resolves when it has hit the first. */
  readonly hit: Promise<void>;
  /** Takes it away; requests that are held go on. */
  remove(): void;
}

interface Entry {
  readonly match: RequestMatch;
  readonly fault: Fault;
  readonly firstHit: Gate;
  left: number;
  hits: number;
}

/** Faults that tests put in place. The first that fits a request hits it, so many times. */
export class Faults {
  readonly #entries = new Set<Entry>();

  /** @param count how many requests it hits, `Infinity` for all */
  add(match: RequestMatch, fault: Fault, count = 1): PlacedFault {
    const entry: Entry = { match, fault, firstHit: new Gate(), left: count, hits: 0 };
    this.#entries.add(entry);
    return {
      hits: () => entry.hits,
      hit: entry.firstHit.opened,
      remove: () => {
        this.#entries.delete(entry);
        if (fault.kind === 'hold') fault.gate.open();
      },
    };
  }

  /** Holds requests that fit until `remove` is called on what comes back. */
  hold(match: RequestMatch, at: 'before' | 'after' = 'before', count = 1): PlacedFault {
    return this.add(match, { kind: 'hold', at, gate: new Gate() }, count);
  }

  /** Removes all; what is held goes on. */
  clear(): void {
    for (const { fault } of this.#entries) if (fault.kind === 'hold') fault.gate.open();
    this.#entries.clear();
  }

  /** The fault of a request, counted as hit. */
  take(seen: Seen): Fault | null {
    for (const entry of this.#entries) {
      if (entry.left <= 0 || !fits(entry.match, seen)) continue;
      entry.left -= 1;
      entry.hits += 1;
      entry.firstHit.open();
      return entry.fault;
    }
    return null;
  }
}

function fits(match: RequestMatch, seen: Seen): boolean {
  const { path, ...rest } = match;
  if (path !== undefined && !path.test(seen.path)) return false;
  const values = new Map<string, unknown>(Object.entries(seen));
  return Object.entries(rest).every(([key, wanted]) => values.get(key) === wanted);
}
