import { printNodePath } from '../../../platform/tenancy/scope-name.ts';
import type { LintContext, LintedContent, LintRun } from './lint-context.ts';
import { type LintFinding, LintFindings } from './lint-finding.ts';
import { lintLogql } from './lint-logql.ts';
import { lintName } from './lint-name.ts';
import { lintPromql } from './lint-promql.ts';

/**
 * What is wrong with a rule or worth a thought, the worst first; empty when it can be used without a
 * second look. Says nothing about whether it may be saved: that is `validateRule`. Pure; never throws;
 * time is bounded by the length of the expression.
 *
 * @example lintRule({ …, expression: 'sum(rate(http_requests_total[5m]))' }, context)
 *   // [{ code: 'tenancy_dropped', severity: 'warning', path: '/expression', span: { start: 0, end: 34 },
 *   //    suggestion: 'sum by (namespace) (rate(http_requests_total[5m]))', … }]
 */
export function lintRule(content: LintedContent, context: LintContext): readonly LintFinding[] {
  const run: LintRun = { content, context, out: new LintFindings() };
  if (content.language === 'logql') lintLogql(run);
  else lintPromql(run);
  lintName(run);
  for (const { pair, message } of context.past) {
    const { tenant, project, id } = pair;
    const fields = { message, environment: printNodePath({ tenant, project, environment: id }) };
    run.out.add('past_of_environment', { path: '/scope', fields });
  }
  return run.out.all();
}
