import type { LintContext } from '../../../alerting/rules/lint/lint-context.ts';
import type { RuleContent } from '../../../alerting/rules/rule-draft.ts';
import type { RuleLint } from '../../../alerting/rules/rule-lint.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type {
  OpenScope,
  ScopedMetrics,
} from '../../../queries/proxy/named-metrics/scoped-metrics.ts';
import type { HandlerContext } from '../register-api.ts';
import type { RunningQuestions } from '../running-questions.ts';
import type { ScopeGate } from '../scope-gate.ts';

export interface LearningUseCases {
  readonly lint: RuleLint;
  readonly scopes: Pick<ScopeGate, 'grantTo'>;
  readonly running: Pick<RunningQuestions, 'during'>;
  readonly named: Pick<ScopedMetrics, 'open'>;
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
}

type MetricType = NonNullable<ReturnType<LintContext['metricType']>>;

/**
 * Asks, in the caller's own rights, what the metrics of a rule are, so that the lint need not guess:
 * by the rule's scope on one cluster. Whoever may not read metrics there, and a source that does not
 * answer, leave it at guesses.
 */
export async function learnMetrics(
  { lint, scopes, running, named, clock }: LearningUseCases,
  content: RuleContent,
  cluster: string | undefined,
  context: HandlerContext,
): Promise<void> {
  const metrics = lint.unknownMetrics(content);
  if (metrics.length === 0 || cluster === undefined) return;
  const caller = context.caller();
  const scopeName = printScopeName({ ...content.scope, cluster });
  const permission = 'metrics:read';
  const enough = new AbortController();
  const timer = clock.after(LEARN_MS, () =>
    enough.abort(new AppError('timeout', 'the metrics of the rule could not be looked up in time')),
  );
  try {
    const scope = scopes.grantTo(caller.principal, scopeName, permission);
    const question = { caller, scopeName, permission, scope, response: context.reply.raw } as const;
    await running.during(question, async (gone) => {
      const signal = AbortSignal.any([gone, enough.signal]);
      const open = named.open(scope);
      for (const metric of metrics) {
        const fact = await factOf(open, metric, clock.nowMs(), signal);
        if (fact !== null) lint.learn(content, metric, fact);
      }
    });
  } catch (thrown) {
    // What is said without it is right as well.
    if (!(thrown instanceof AppError)) throw thrown;
  } finally {
    timer.cancel();
  }
}

/** People wait for the preview. */
const LEARN_MS = 1_500;
const WINDOW_S = 600;

async function factOf(open: OpenScope, metric: string, atMs: number, signal: AbortSignal) {
  const seen = `quantile(0.5, count_over_time(${metric}[${WINDOW_S}s]))`;
  const answer = await open.asker.ask(seen, { kind: 'instant', atMs }, signal);
  if (answer.kind === 'error') return null;
  const count = answer.kind === 'vector' ? answer.samples[0]?.value : undefined;
  // Metadata of metrics that the scope has no series of are nobody's to show.
  if (count === undefined || !(count > 0)) return { type: undefined, scrapeIntervalMs: null };
  const type = typeIn(await open.metadataOf(metric, signal), metric);
  const seconds = count > 1 ? Math.max(1, Math.round(WINDOW_S / count)) : null;
  return { type, scrapeIntervalMs: seconds === null ? null : seconds * 1_000 };
}

const TYPES: ReadonlySet<string> = new Set<MetricType>([
  'counter',
  'gauge',
  'histogram',
  'summary',
  'gaugehistogram',
  'info',
  'stateset',
]);

/** Where those who wrote it do not agree, nobody knows. */
function typeIn(data: unknown, metric: string): MetricType | undefined {
  const entries = new Map(Object.entries(typeof data === 'object' && data !== null ? data : {}));
  const found: unknown = entries.get(metric);
  const types = new Set(
    (Array.isArray(found) ? found : []).map((one: { type?: unknown }) => one?.type),
  );
  const [type] = types;
  return types.size === 1 && isType(type) ? type : undefined;
}

function isType(type: unknown): type is MetricType {
  return typeof type === 'string' && TYPES.has(type);
}
