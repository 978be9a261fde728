import type { Clock } from '../../../platform/clock/clock.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import { parseLogql, parseLogqlSelector } from '../../logql/parse.ts';
import { streamSelectorsOf } from '../../logql/selectors-of.ts';
import type { RegexJudge } from '../../regex/regex-judge.ts';
import type { AskedCluster, BackendPart } from '../backend-plan.ts';
import { GuardedScopes, type ReadableScope } from './guarded-scopes.ts';
import { logsReads, type TimedLogQuestion } from './logs-reads.ts';
import type { StrictMode } from './metrics-scope-rules.ts';
import { type JudgedText, refuseContradictions } from './refuse-contradictions.ts';

export interface LogsScopeRulesOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** As questions about logs see them. */
  readonly clusters: () => readonly AskedCluster[];
  readonly isStrict: StrictMode;
}

/** What the rules of a scope say to a question about logs, beside the matchers. */
export class LogsScopeRules {
  readonly #options: LogsScopeRulesOptions;
  readonly #guarded = new GuardedScopes();

  constructor(options: LogsScopeRulesOptions) {
    this.#options = options;
  }

  /**
   * What of the scope the question may read: without environments born after the oldest instant it
   * reads. To be asked before the scope is planned.
   * @throws AppError `unprocessable`, naming the selector, when no environment remains.
   */
  readable(scope: Scope, question: TimedLogQuestion, regexes: RegexJudge): ReadableScope {
    const { clock, clusters } = this.#options;
    return this.#guarded.readable(scope, clusters(), () =>
      logsReads(question, clock.nowMs(), regexes),
    );
  }

  /** In strict mode, @throws AppError `unprocessable` for what can match nothing in the scope. */
  refuseContradictions(
    scope: Scope,
    texts: readonly string[],
    parts: readonly BackendPart[],
    regexes: RegexJudge,
  ): void {
    const clusters = parts.flatMap((part) => part.clusters);
    if (!this.#options.isStrict(scope, clusters)) return;
    refuseContradictions(logqlTexts(texts, regexes), parts);
  }
}

/** The texts of a question in LogQL; one that does not parse is refused elsewhere. */
export function logqlTexts(texts: readonly string[], regexes: RegexJudge): readonly JudgedText[] {
  return texts.flatMap((text) => {
    const bare = parseLogqlSelector(text, { regexes, allowBare: true });
    if (bare.kind === 'ok') return [{ text, selectors: () => [bare.expr] }];
    const parsed = parseLogql(text, { regexes });
    return parsed.kind === 'ok' ? [{ text, selectors: () => streamSelectorsOf(parsed.expr) }] : [];
  });
}
