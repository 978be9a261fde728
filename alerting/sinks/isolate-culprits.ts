import type { ReloadOutcome } from './prometheus-control.ts';

/** A rule file that was written since Prometheus last loaded its files. */
export interface Candidate {
  readonly fileName: string;
  readonly text: string;
  /** What Prometheus loaded last under this name; null when there was nothing. */
  readonly previous: string | null;
}

/** Files and the loading of them. */
export interface RuleLoader {
  /** Writes files; null removes one. Rejects when the folder does not let it. */
  place(files: ReadonlyMap<string, string | null>): Promise<void>;
  load(): Promise<ReloadOutcome>;
}

/**
 * - `isolated`: all good files are loaded; `culprits` are back at what they were, and so are
 *   `untried`, which were not decided within the bound.
 * - `not-ours`: Prometheus refuses even with everything back as it was; the files are as wished.
 * - `unreachable`: it stopped answering in between; the files are as wished.
 */
export type Isolation =
  | {
      readonly kind: 'isolated';
      readonly culprits: readonly Candidate[];
      readonly untried: readonly Candidate[];
    }
  | { readonly kind: 'not-ours'; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string };

/**
 * Finds the files for which Prometheus refuses all of them, by halving: about 2·log2(n) loads for
 * one culprit among n. Prometheus names no file in its answer, hence the search. It goes on with
 * the rules it had while it refuses. Called after a load of all candidates was refused.
 *
 * @param maxLoads bound of loads for the search, for many culprits at once
 */
export async function isolateCulprits(
  candidates: readonly Candidate[],
  loader: RuleLoader,
  maxLoads = 64,
): Promise<Isolation> {
  const search = new Search(loader, maxLoads);
  await search.place(candidates, 'previous');
  const before = await search.load();
  if (before.kind !== 'reloaded') {
    await search.place(candidates, 'text');
    const kind = before.kind === 'refused' ? 'not-ours' : 'unreachable';
    return { kind, message: before.message };
  }
  await search.narrow(candidates);
  // The last answer may have been a refusal; one more load leaves Prometheus content.
  if (search.wasRefused && search.lost === undefined) await search.load();
  if (search.lost !== undefined) {
    await search.place(candidates, 'text');
    return { kind: 'unreachable', message: search.lost };
  }
  return { kind: 'isolated', culprits: search.culprits, untried: search.untried };
}

class Search {
  readonly culprits: Candidate[] = [];
  readonly untried: Candidate[] = [];
  /** Why Prometheus could not be reached; undefined as long as it could. */
  lost: string | undefined;
  wasRefused = false;
  readonly #loader: RuleLoader;
  #loadsLeft: number;

  constructor(loader: RuleLoader, maxLoads: number) {
    this.#loader = loader;
    this.#loadsLeft = maxLoads;
  }

  place(candidates: readonly Candidate[], which: 'text' | 'previous'): Promise<void> {
    const files = candidates.map((candidate) => [candidate.fileName, candidate[which]] as const);
    return this.#loader.place(new Map(files));
  }

  async load(): Promise<ReloadOutcome> {
    const outcome = await this.#loader.load();
    this.wasRefused = outcome.kind === 'refused';
    if (outcome.kind === 'unreachable') this.lost = outcome.message;
    return outcome;
  }

  /** Of candidates that are refused together: a single one is the culprit, more are halved. */
  async narrow(refused: readonly Candidate[]): Promise<void> {
    if (refused.length === 1) {
      this.culprits.push(...refused);
      return;
    }
    const middle = Math.ceil(refused.length / 2);
    for (const half of [refused.slice(0, middle), refused.slice(middle)]) {
      if (this.lost === undefined) await this.#tryHalf(half);
    }
  }

  async #tryHalf(half: readonly Candidate[]): Promise<void> {
    if (this.#loadsLeft <= 0) {
      this.untried.push(...half);
      return;
    }
    this.#loadsLeft -= 1;
    await this.place(half, 'text');
    const outcome = await this.load();
    if (outcome.kind !== 'refused') return;
    await this.place(half, 'previous');
    await this.narrow(half);
  }
}
