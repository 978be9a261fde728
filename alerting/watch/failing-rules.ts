import type { Clock } from '../../platform/clock/clock.ts';
import type { Incident } from '../incidents/incident.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { StatusBook } from '../sinks/status-book.ts';

/** After the evaluations succeed again, what still fires has this long to be posted. */
const GRACE_MS = 2 * 60_000;

/**
 * Which incidents stay open although nobody says that they still fire: those of rules that cannot be
 * evaluated now, unless the rule says `onError: ignore`. Both our ruler and Prometheus keep the alerts
 * of such a rule and post none of them; what is over is posted as soon as the rule succeeds again.
 */
export class FailingRules {
  readonly #rules: RuleBook;
  readonly #statuses: Pick<StatusBook, 'get'>;
  readonly #clock: Clock;
  /** When rule and cluster of an incident past its end were last seen failing. */
  readonly #failedAtMs = new Map<string, number>();

  constructor(rules: RuleBook, statuses: Pick<StatusBook, 'get'>, clock: Clock) {
    this.#rules = rules;
    this.#statuses = statuses;
    this.#clock = clock;
  }

  /** To be asked now and then of every incident whose end has passed. */
  holds({ ruleId, cluster }: Pick<Incident, 'ruleId' | 'cluster'>): boolean {
    const rule = ruleId === null ? undefined : this.#rules.get(ruleId);
    if (!rule?.enabled || rule.onError === 'ignore') return false;
    const key = `${rule.id} ${cluster}`;
    const nowMs = this.#clock.nowMs();
    if (this.#statuses.get(rule.id, cluster)?.health === 'err') {
      this.#note(key, nowMs);
      return true;
    }
    const failedAtMs = this.#failedAtMs.get(key);
    if (failedAtMs === undefined) return false;
    if (nowMs - failedAtMs < GRACE_MS) return true;
    this.#failedAtMs.delete(key);
    return false;
  }

  /** The latest last; those whose grace is over go, since nobody asks about rules that are deleted. */
  #note(key: string, nowMs: number): void {
    this.#failedAtMs.delete(key);
    this.#failedAtMs.set(key, nowMs);
    for (const [old, failedAtMs] of this.#failedAtMs) {
      if (nowMs - failedAtMs < GRACE_MS) return;
      this.#failedAtMs.delete(old);
    }
  }
}
