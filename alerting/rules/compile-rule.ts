import { compareText, type Labels } from '../../platform/model/labels.ts';
import type { ReadWithin } from '../../queries/scope/read-within.ts';
import { RULE_LABEL, SEVERITY_LABEL, TENANT_LABEL } from './alert-labels.ts';
import { levelExpression, type ScopedExpression, scopeExpression } from './compile-expression.ts';
import { scopeLogExpression } from './compile-log-expression.ts';
import { literalTemplate } from './manifests/literal-template.ts';
import { namespaceTemplate, ownNamespaceLabels } from './manifests/namespace-labels.ts';
import type { AlertingRule, RuleGroup } from './manifests/rule-group.ts';
import type { Rule, RuleLevel } from './rule.ts';
import { keepsRulesInScope } from './rule-cluster.ts';
import { ruleLabel } from './rule-mac.ts';
import { expressionOn } from './rule-source.ts';
import type { RuleTarget } from './rule-targets.ts';

export type CompiledRule =
  /** `scopedExpression` is the rule's expression with the enforced matchers, without threshold. */
  | {
      readonly kind: 'group';
      readonly group: RuleGroup;
      readonly scopedExpression: string;
      /** What it may read on the cluster: the matchers, as data. */
      readonly within: ReadWithin;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** What is compiled: not its id alone, so that a rule that is not yet saved can be shown too. */
export type CompilableRule = Pick<
  Rule,
  | 'id'
  | 'owner'
  | 'name'
  | 'source'
  | 'language'
  | 'expression'
  | 'intervalMs'
  | 'levels'
  | 'labels'
  | 'annotations'
  | 'runbookUrl'
  | 'dashboardUrl'
>;

/**
 * Compiles a rule for one cluster: one group with one alerting rule per level, most severe first,
 * all with the same alert name. The levels' labels differ in `severity` only.
 *
 * @param target from `targetsOf`: the cluster with exactly the rule's pairs on it
 * @param macKey key of `ruleLabel`
 */
export function compileRule(
  rule: CompilableRule,
  target: RuleTarget,
  macKey: Uint8Array,
): CompiledRule {
  if (target.matchers.kind === 'refused') return refused(target.matchers.message);
  if (!rule.levels.every(({ condition }) => Number.isFinite(condition?.threshold ?? 0))) {
    return refused('a threshold is not a finite number');
  }
  const { matchers, exemptMetrics } = target.matchers;
  const expression = scoped(rule, target, target.matchers);
  if (expression.kind === 'refused') return refused(expression.reason);
  const common = commonLabels(rule, target, expression.mayBeForeign, macKey);
  const annotations = annotationsOf(rule);
  const rules = rule.levels.map(
    (level): AlertingRule => ({
      alert: rule.name,
      expr: levelExpression(expression, level),
      forMs: level.forMs,
      keepFiringForMs: level.keepFiringForMs,
      labels: levelLabels(common, level),
      annotations,
    }),
  );
  const name = groupName(rule.owner, rule.id);
  const group: RuleGroup = {
    name,
    language: rule.language,
    intervalMs: rule.intervalMs,
    limit: MAX_ALERTS_PER_LEVEL,
    rules,
  };
  const within = { matchers, exemptMetrics };
  return { kind: 'group', group, scopedExpression: expression.text, within };
}

function scoped(
  rule: CompilableRule,
  { cluster, dialect }: RuleTarget,
  within: ReadWithin,
): ScopedExpression {
  const { language } = rule;
  const own = expressionOn(rule, dialect);
  if (own.kind === 'refused') return own;
  const expression = own.text;
  if (language === 'logql') return scopeLogExpression(expression, within);
  return scopeExpression(expression, within, { allowBareInfo: keepsRulesInScope(cluster) });
}

/** Links as the field names them; what people wrote under these names themselves stands. */
function annotationsOf({ runbookUrl, dashboardUrl, annotations }: CompilableRule): Labels {
  const links = [
    ['runbook_url', runbookUrl],
    ['dashboard_url', dashboardUrl],
  ].filter(([, link]) => link !== '');
  if (links.length === 0) return annotations;
  const texts = links.map(([name = '', link = '']) => [name, literalTemplate(link)] as const);
  return new Map([...texts, ...annotations]);
}

/** A rule that fires for more series than this tells nobody anything; it must say so instead. */
const MAX_ALERTS_PER_LEVEL = 2_000;

/** `tocsin/<owner>/<rule id>`: the same for all revisions, so that pending alerts stay pending. */
function groupName(owner: string, ruleId: string): string {
  return `tocsin/${owner}/${ruleId}`;
}

function commonLabels(
  rule: CompilableRule,
  target: RuleTarget,
  mayBeForeign: boolean,
  macKey: Uint8Array,
): Labels {
  return new Map([
    ...rule.labels,
    ...placeLabels(rule.owner, target, mayBeForeign),
    [RULE_LABEL, ruleLabel(macKey, rule.id, target.cluster.id)],
    [TENANT_LABEL, rule.owner],
  ]);
}

/**
 * What says whose an alert is, so that its `ALERTS` series, too, lies in the rule's scope and nowhere
 * else, whatever labels the expression makes. None for `_platform`.
 */
function placeLabels(
  owner: string,
  { cluster, home, namespaces, namespaceLabel }: RuleTarget,
  mayBeForeign: boolean,
): readonly (readonly [string, string])[] {
  if (home === null) return [];
  const { namespaceLabel: label, tenantLabel, clusterLabel } = cluster.enforcement;
  const labels: (readonly [string, string])[] = [];
  if (label !== null) {
    // Streams may name their namespace by another label than series, and by none at all: then anybody
    // who writes there sets this label as they like.
    const source = namespaceLabel ?? label;
    if (mayBeForeign || namespaceLabel === null)
      labels.push(...ownNamespaceLabels(label, { source, home, namespaces }));
    else labels.push([label, namespaceTemplate(source, home)]);
  }
  if (tenantLabel !== null) labels.push([tenantLabel, owner]);
  if (clusterLabel !== null) labels.push([clusterLabel, cluster.id]);
  return labels;
}

function levelLabels(common: Labels, level: RuleLevel): Labels {
  const labels = new Map(common).set(SEVERITY_LABEL, literalTemplate(level.severity));
  return new Map([...labels].sort(([a], [b]) => compareText(a, b)));
}

function refused(reason: string): CompiledRule {
  return { kind: 'refused', reason };
}
