import {
  type ActiveAlert,
  type ActiveAlerts,
  countLive,
  type FoundAlert,
  stepAlerts,
} from '../../ruler/alert-state.ts';
import { dueAlerts, markSent } from '../../ruler/due-alerts.ts';
import type { RuleLevel } from '../rule.ts';

/** What an evaluation of a level came to. */
export type LevelStep =
  /** `changed`: alerts that began to fire, or ended, by their key. */
  | { readonly kind: 'stepped'; readonly changed: ActiveAlerts }
  /** More alerts than the limit: all are dropped, as the evaluator does. */
  | { readonly kind: 'over_limit'; readonly dropped: ActiveAlerts };

const NONE: ActiveAlerts = new Map();
/** Nothing is sent again: only what is new. */
const NEVER_AGAIN = Number.POSITIVE_INFINITY;

/** One level of a rule over time: the ruler's own states, without the ruler. */
export class LevelRun {
  readonly #timing: Pick<RuleLevel, 'forMs' | 'keepFiringForMs'>;
  readonly #limit: number;
  #active: ActiveAlerts = NONE;

  /** @param limit most alerts, inclusive; 0: no bound */
  constructor(timing: Pick<RuleLevel, 'forMs' | 'keepFiringForMs'>, limit: number) {
    this.#timing = timing;
    this.#limit = limit;
  }

  step(found: ReadonlyMap<string, FoundAlert>, atMs: number): LevelStep {
    if (found.size === 0 && this.#active.size === 0) return { kind: 'stepped', changed: NONE };
    const before = this.#active;
    if (this.#isOver(found.size)) return this.#drop(before);
    const after = stepAlerts(before, found, this.#timing, atMs);
    if (this.#isOver(after.size) && this.#isOver(countLive(after))) return this.#drop(before);
    const changed = dueAlerts(after, atMs, NEVER_AGAIN);
    this.#active = changed.size === 0 ? after : markSent(after, changed, atMs);
    return { kind: 'stepped', changed };
  }

  /** An evaluation without any data, at which what fires stays. */
  keep(atMs: number): LevelStep {
    const firing = [...this.#active].filter(([, { state }]) => state === 'firing');
    return this.step(new Map(firing), atMs);
  }

  #isOver(alerts: number): boolean {
    return this.#limit > 0 && alerts > this.#limit;
  }

  #drop(before: ActiveAlerts): LevelStep {
    this.#active = NONE;
    const firing = [...before].filter(
      ([, alert]: [string, ActiveAlert]) => alert.state === 'firing',
    );
    return { kind: 'over_limit', dropped: new Map(firing) };
  }
}
