import type { AskAnswer, QueryTime } from '../../../queries/templates/ask-metrics.ts';
import type { RuleLanguage } from '../rule-language.ts';
import type { PastRange } from './plan-slices.ts';

/** What a rule's past is read with on one cluster, as any question of the tenant. */
export interface OpenPast {
  /** As `AskMetrics.ask`; of logs as well. */
  ask(expression: string, time: QueryTime, signal: AbortSignal): Promise<AskAnswer>;
}

/** Opens a cluster's past for a rule: its scope there, in the caller's rights and limits. */
export interface AskPast {
  /**
   * @param range all that will be asked for
   * @throws AppError `scope_denied`, `unprocessable` for a range over the limits, `unavailable`
   */
  open(cluster: string, language: RuleLanguage, range: PastRange): OpenPast;
}
