import { compareText, type Labels } from '../../platform/model/labels.ts';
import type { ReadWithin } from '../../queries/scope/read-within.ts';
import { RULE_LABEL, SEVERITY_LABEL, TENANT_LABEL } from './alert-labels.ts';
import { levelExpression, type ScopedExpression, scopeExpression } from './compile-expression.ts';
import { scopeLogExpression } from './compile-log-expression.ts';
import { literalTemplate } from './manifests/literal-template.ts';
import { namespaceTemplate, ownNamespaceLabels } from './manifests/namespace-labels.ts';
import type { AlertingRule, RecordingRule, RuleGroup } from './manifests/rule-group.ts';
import { absenceOf, keptExpression, noDataAlert } from './no-data.ts';
import type { Rule, RuleLevel } from './rule.ts';
import { findsOwnAlerts, keepsRulesInScope } from './rule-cluster.ts';
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
  | 'record'
  | 'intervalMs'
  | 'noData'
  | 'levels'
  | 'labels'
  | 'annotations'
  | 'runbookUrl'
  | 'dashboardUrl'
>;

/**
 * Compiles a rule for one cluster: one group with one alerting rule per level, most severe first,
 * all with the same alert name. The levels' labels differ in `severity` only. A rule whose missing
 * data is an alert has one more of them, the last; a rule that records has one recording rule per
 * namespace.
 *
 * @param target from `targetsOf`: the cluster with exactly the rule's pairs on it
 * @param macKey key of `ruleLabel`
 */
export function compileRule(
  rule: CompilableRule,
  target: RuleTarget,
  macKey: Uint8Array,
): CompiledRule {
  if (rule.record !== null) return compileRecording(rule, rule.record, target, macKey);
  if (target.matchers.kind === 'refused') return refused(target.matchers.message);
  if (!rule.levels.every(({ condition }) => Number.isFinite(condition?.threshold ?? 0))) {
    return refused('a threshold is not a finite number');
  }
  const { matchers, exemptMetrics } = target.matchers;
  const expression = scopeOn(rule, target, target.matchers);
  if (expression.kind === 'refused') return refused(expression.reason);
  const common = commonLabels(rule, target, expression.mayBeForeign, macKey);
  const annotations = annotationsOf(rule);
  const within = { matchers, exemptMetrics };
  const keepsByItself =
    rule.noData === 'keep' && !expression.isScalar && !findsOwnAlerts(target.cluster);
  const rules: AlertingRule[] = [];
  for (const level of rule.levels) {
    const labels = levelLabels(common, level);
    const compared = { ...expression, text: levelExpression(expression, level) };
    const byExpression = rule.noData === 'keep' && !keepsByItself;
    const { intervalMs } = rule;
    const levelled = byExpression
      ? keptExpression({ text: compared.text, labels, intervalMs }, expression, within)
      : compared;
    if (levelled.kind === 'refused') return refused(levelled.reason);
    const { forMs, keepFiringForMs } = level;
    const expr = levelled.text;
    const texts = { labels, annotations };
    const kept = keepsByItself ? { keptWhile: absenceOf(expression, rule.language) } : {};
    rules.push({
      kind: 'alerting',
      alert: rule.name,
      expr,
      forMs,
      keepFiringForMs,
      ...texts,
      ...kept,
    });
  }
  const group: RuleGroup = {
    name: groupName(rule.owner, rule.id),
    language: rule.language,
    intervalMs: rule.intervalMs,
    limit: MAX_RESULTS,
    rules:
      rule.noData === 'alert' ? [...rules, ...noDataAlert(rules, rule, expression, target)] : rules,
  };
  return { kind: 'group', group, scopedExpression: expression.text, within };
}

/** The rule's expression as it reads within these bounds. */
function scopeOn(
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
const MAX_RESULTS = 2_000;

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
    ...placeLabels(rule, target, mayBeForeign),
    [RULE_LABEL, ruleLabel(macKey, rule.id, target.cluster.id)],
    [TENANT_LABEL, rule.owner],
  ]);
}

/**
 * What says whose an alert is, so that its `ALERTS` series, too, lies in the rule's scope and nowhere
 * else, whatever labels the expression makes. None for `_platform`.
 */
function placeLabels(
  { owner, noData }: Pick<CompilableRule, 'owner' | 'noData'>,
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
    const mayComeBack = noData === 'keep';
    if (mayBeForeign || namespaceLabel === null)
      labels.push(...ownNamespaceLabels(label, { source, home, namespaces, mayComeBack }));
    else labels.push([label, namespaceTemplate(source, home)]);
  }
  if (tenantLabel !== null) labels.push([tenantLabel, owner]);
  if (clusterLabel !== null) labels.push([clusterLabel, cluster.id]);
  return labels;
}

/**
 * One recording rule per namespace, each reading that namespace alone and stamping it on what it
 * records: whatever labels the expression drops or makes, the series lie where they belong.
 */
function compileRecording(
  rule: CompilableRule,
  record: string,
  target: RuleTarget,
  macKey: Uint8Array,
): CompiledRule {
  const rules: RecordingRule[] = [];
  let scopedExpression = '';
  for (const { namespace, matchers } of target.apart()) {
    if (matchers.kind === 'refused') return refused(matchers.message);
    // They are made of lines, too, which know of no shared metrics.
    if (target.cluster.enforcement.exemptMetrics.includes(record)) {
      return refused(`the metric ${record} is shared by all tenants of ${target.cluster.id}`);
    }
    const expression = scopeOn(rule, target, matchers);
    if (expression.kind === 'refused') return refused(expression.reason);
    const expr = expression.isScalar ? `vector(${expression.text})` : expression.text;
    const labels = new Map([...rule.labels, ...recordedPlace(rule.owner, target, namespace)]);
    rules.push({ kind: 'recording', record, expr, labels: sortedLabels(labels) });
    scopedExpression ||= expression.text;
  }
  if (target.matchers.kind === 'refused') return refused(target.matchers.message);
  const { matchers, exemptMetrics } = target.matchers;
  const group: RuleGroup = {
    // Series bear no label of their rule, so that the name alone says whose the group is.
    name: groupName(rule.owner, ruleLabel(macKey, rule.id, target.cluster.id)),
    language: rule.language,
    intervalMs: rule.intervalMs,
    limit: MAX_RESULTS,
    rules,
  };
  return { kind: 'group', group, scopedExpression, within: { matchers, exemptMetrics } };
}

/** Whose the recorded series are; they lie with the metrics, also those made of lines. */
function recordedPlace(
  owner: string,
  { cluster }: RuleTarget,
  namespace: string | null,
): readonly (readonly [string, string])[] {
  if (namespace === null) return [];
  const { namespaceLabel, tenantLabel, clusterLabel } = cluster.enforcement;
  const labels = [
    [namespaceLabel, namespace],
    [tenantLabel, owner],
    [clusterLabel, cluster.id],
  ] as const;
  return labels.flatMap(([name, value]) => (name === null ? [] : [[name, value] as const]));
}

function levelLabels(common: Labels, level: RuleLevel): Labels {
  return sortedLabels(new Map(common).set(SEVERITY_LABEL, literalTemplate(level.severity)));
}

function sortedLabels(labels: Labels): Labels {
  return new Map([...labels].sort(([a], [b]) => compareText(a, b)));
}

function refused(reason: string): CompiledRule {
  return { kind: 'refused', reason };
}
