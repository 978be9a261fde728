import { AppError } from '../../../platform/errors/app-error.ts';
import type { Expr } from '../../promql/ast.ts';
import { parsePromql } from '../../promql/parse.ts';
import { printPromql } from '../../promql/print.ts';
import { typeOf } from '../../promql/type-of.ts';
import { PatternTester } from '../../regex/pattern-tester.ts';
import type { EnforcedMatcher } from '../../scope/enforced-matcher.ts';
import type { AskMetrics, QueryTime } from '../ask-metrics.ts';
import { checkTime } from '../metrics-question.ts';
import type { BilingualText } from '../named-metric.ts';
import { type EmptyReason, explainReason } from './empty-reason.ts';
import { explainOperations } from './explain-operations.ts';
import { explainSelector } from './explain-selector.ts';
import { Probe, ProbeStop } from './probe.ts';
import { intervalOf, type ReadSelector, readSelectors } from './read-interval.ts';
import { scopeContradiction } from './scope-contradiction.ts';

/** Finds out about one scope on one backend. */
export interface ExplainContext {
  /** Asks with the scope enforced, as for any other question. */
  readonly asker: AskMetrics;
  /** What is enforced on this backend; empty for `_platform`. */
  readonly matchers: readonly EnforcedMatcher[];
  readonly exemptMetrics: ReadonlySet<string>;
  /** Names of the scope's metrics shortly before an instant, for hints; `[]` when unknown. */
  metricNames(beforeMs: number, signal: AbortSignal): Promise<readonly string[]>;
  /** Before it nothing of the scope may be read; null: there is no such instant. */
  readonly earliestMs: number | null;
}

export interface ExplainedReason {
  readonly reason: EmptyReason;
  readonly text: BilingualText;
}

export interface EmptyExplanation {
  /** At least one; the first selector's comes first. */
  readonly reasons: readonly ExplainedReason[];
  /** Questions that were asked of the backend. */
  readonly asked: number;
  /** What answers on the way said about the rest of the scope. */
  readonly warnings: readonly string[];
}

/** More selectors than this are not explained. */
const MAX_REASONS = 20;

/**
 * Finds out why a query (as the user wrote it, without the scope) is answered with nothing, by a few
 * small questions inside the same scope; nothing outside it is ever asked or told. What the
 * matchers alone contradict is said without asking.
 *
 * @throws AppError `bad_query` when the text is no PromQL, `invalid` for what is no time; otherwise rejects only with the signal's reason
 */
export async function explainEmpty(
  promql: string,
  time: QueryTime,
  context: ExplainContext,
  signal: AbortSignal,
): Promise<EmptyExplanation> {
  checkTime(time);
  const parsed = parsePromql(promql);
  if (parsed.kind === 'error') throw new AppError('bad_query', parsed.error.text);
  const probe = new Probe(context.asker, signal, context.earliestMs);
  const reasons: EmptyReason[] = [];
  try {
    await explain(parsed.expr, time, context, { probe, signal, reasons });
  } catch (thrown) {
    if (!(thrown instanceof ProbeStop)) throw thrown;
    reasons.push({ kind: 'undetermined', message: thrown.message });
  }
  return {
    reasons: reasons.map((reason) => ({ reason, text: explainReason(reason) })),
    asked: probe.asked,
    warnings: probe.warnings,
  };
}

interface Inquiry {
  readonly probe: Probe;
  readonly signal: AbortSignal;
  /** Filled as reasons are found, so that an inquiry that stops keeps them. */
  readonly reasons: EmptyReason[];
}

async function explain(
  expr: Expr,
  time: QueryTime,
  context: ExplainContext,
  inquiry: Inquiry,
): Promise<void> {
  const { probe, signal, reasons } = inquiry;
  const type = typeOf(expr);
  const hasResult =
    type === 'scalar' ||
    type === 'string' ||
    (type === 'vector' && (await probe.yields(printPromql(expr), intervalOf(time))));
  if (hasResult) {
    reasons.push({ kind: 'not_empty' });
    return;
  }
  let names: Promise<readonly string[]> | null = null;
  const metricNames = () => {
    names ??= context.metricNames(intervalOf(time).toMs, signal);
    return names;
  };
  const patterns = new PatternTester();
  for (const read of distinct(readSelectors(expr, time))) {
    if (reasons.length >= MAX_REASONS) return;
    const contradiction = scopeContradiction(
      read.selector,
      context.matchers,
      context.exemptMetrics,
      patterns,
    );
    if (contradiction !== null) {
      const selector = printPromql(read.selector);
      reasons.push({ kind: 'removed_by_scope', selector, ...contradiction });
      continue;
    }
    const reason = await explainSelector(read, probe, metricNames);
    if (reason !== null) reasons.push(reason);
  }
  if (reasons.length > 0) return;
  // A range vector has no operations: its selector finds series, so it is not empty.
  if (type === 'matrix') reasons.push({ kind: 'not_empty' });
  else reasons.push(await explainOperations(expr, intervalOf(time), probe));
}

/** A selector that is written twice is asked about once. */
function distinct(selectors: readonly ReadSelector[]): readonly ReadSelector[] {
  const keyed = selectors.map((read): [string, ReadSelector] => {
    const { fromMs, toMs } = read.interval;
    return [`${fromMs} ${toMs} ${printPromql(read.selector)}`, read];
  });
  return [...new Map(keyed).values()];
}
