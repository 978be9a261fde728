import { groupedBy } from '../../platform/model/grouped-by.ts';
import { differenceOf, evaluationOf, type SeenQueries } from './compare-group.ts';
import type { LoadedGroup } from './loaded-rules.ts';
import type { Evaluation, RuleFile } from './rule-sink.ts';

/** What an evaluator runs, or why it cannot be asked. */
export type RunningGroups =
  | { readonly kind: 'groups'; readonly groups: readonly LoadedGroup[] }
  | { readonly kind: 'unknown'; readonly message: string };

/** Asks an evaluator. Rejects only when aborted. */
export type AskRunning = (signal: AbortSignal) => Promise<RunningGroups>;

/** How a rule does at an evaluator that loads it from wherever it likes. */
export type RunningState =
  | { readonly kind: 'running'; readonly evaluation: Evaluation }
  | { readonly kind: 'other'; readonly message: string };

/**
 * Finds rules by the names of their groups, which no two rules share: operators and sidecars choose
 * files as they like. Of several groups of a name, as behind a Thanos, one that is as asked will do.
 */
export class RunningRules {
  readonly #groups: ReadonlyMap<string, readonly LoadedGroup[]>;
  readonly #seen: SeenQueries;

  constructor(groups: readonly LoadedGroup[], seen: SeenQueries) {
    this.#groups = groupedBy(groups, ({ name }) => name);
    this.#seen = seen;
  }

  /** @param who as the subject of a sentence, e.g. `Prometheus` */
  stateOf({ group }: RuleFile, who: string): RunningState {
    let message = `${who} does not list this rule yet`;
    for (const loaded of this.#groups.get(group.name) ?? []) {
      const difference = differenceOf(group, loaded, this.#seen);
      if (difference === undefined) return { kind: 'running', evaluation: evaluationOf(loaded) };
      message = `${who} runs another version of this rule: ${difference} differs`;
    }
    return { kind: 'other', message };
  }
}
