import type { Directory } from '../../platform/tenancy/directory.ts';
import { printScopeName, type ScopeName } from '../../platform/tenancy/scope-name.ts';
import { repeatCommand } from '../ruler/repeat-command.ts';
import type { EvaluationRecord } from '../ruler/rule-history.ts';
import { rulesTrace, type TracedEvaluation } from '../ruler/rule-trace.ts';
import type { ShownRunner } from '../ruler/shown-runner.ts';
import { NO_DATA_LABEL } from '../rules/alert-labels.ts';
import { compileRule } from '../rules/compile-rule.ts';
import { ruleFileName } from '../rules/manifests/rule-file.ts';
import type { GroupRule, RuleGroup } from '../rules/manifests/rule-group.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleClusters } from '../rules/rule-cluster.ts';
import { targetOn } from '../rules/rule-targets.ts';
import { evaluationOf } from './compare-group.ts';
import { conditionOf } from './embedded-sink.ts';
import type { LevelEvaluation } from './rule-sink.ts';
import type { RuleStatus } from './rule-status.ts';

/** One level of a rule on a cluster, its no-data alert, or what it records of one namespace. */
export interface EvaluatedLevel extends LevelEvaluation {
  readonly kind: 'level' | 'no_data' | 'recording';
  /** Null for what records. */
  readonly severity: string | null;
  /** With the matchers of the rule's scope. */
  readonly query: string;
  /** Asks the same through the scoped API. */
  readonly command: string;
  /** The last ones, newest first; of evaluators other than ours at most the last one. */
  readonly evaluations: readonly (Omit<TracedEvaluation, 'results'> & {
    /** Elements of the result; null where the evaluator does not say. */
    readonly results: number | null;
  })[];
}

export interface ClusterEvaluations {
  readonly cluster: string;
  /** `tocsin`: our own ruler. `cluster`: what the cluster's sink delivers to. */
  readonly evaluator: 'tocsin' | 'cluster';
  /** When what is said here was seen; null: never. */
  readonly checkedAtMs: number | null;
  /** In the order of the group; empty where the rule does not compile. */
  readonly levels: readonly EvaluatedLevel[];
}

export interface RuleEvaluationsParts {
  readonly statusOf: (rule: Rule) => readonly RuleStatus[];
  readonly directory: () => Directory;
  readonly clusters: RuleClusters;
  /** Key of rule labels. */
  readonly macKey: Uint8Array;
  readonly ruler: { runners(cluster: string): readonly Pick<ShownRunner, 'group' | 'rules'>[] };
  /** Address of this service, without a trailing slash. */
  readonly externalUrl: () => string;
  readonly nowMs: () => number;
}

/** Says of a rule how its levels were evaluated lately, cluster by cluster. */
export function ruleEvaluations(
  parts: RuleEvaluationsParts,
): (rule: Rule) => readonly ClusterEvaluations[] {
  return (rule) => parts.statusOf(rule).map((status) => onCluster(rule, status, parts));
}

function onCluster(
  rule: Rule,
  status: RuleStatus,
  parts: RuleEvaluationsParts,
): ClusterEvaluations {
  const { cluster, checkedAtMs } = status;
  const runner = runnerOf(rule, cluster, parts);
  if (runner) {
    const levels = levelsHere(rule, runner, parts);
    return { cluster, evaluator: 'tocsin', checkedAtMs: parts.nowMs(), levels };
  }
  const group = compiledOn(rule, cluster, parts);
  const levels = (group?.rules ?? []).map((compiled, index) =>
    levelThere(rule, { status, compiled, index }, parts),
  );
  return { cluster, evaluator: 'cluster', checkedAtMs, levels };
}

function runnerOf(rule: Rule, cluster: string, { ruler }: RuleEvaluationsParts) {
  if (!rule.enabled) return undefined;
  const file = ruleFileName(rule.owner, rule.id);
  return ruler.runners(cluster).find(({ group }) => group.file === file);
}

function levelsHere(
  rule: Rule,
  runner: Pick<ShownRunner, 'group' | 'rules'>,
  { externalUrl }: RuleEvaluationsParts,
): readonly EvaluatedLevel[] {
  const traces = rulesTrace(runner, externalUrl());
  const { levels } = evaluationOf({ rules: runner.rules.map(conditionOf) });
  return runner.rules.flatMap(({ definition }, index) => {
    const seen = levels[index];
    if (!seen) return [];
    const evaluations = traces[index]?.evaluations ?? [];
    const command = commandOf(rule, runner.group.scope, definition.expr, {
      externalUrl: externalUrl(),
      atMs: evaluations[0]?.atMs ?? null,
    });
    return [{ ...seen, ...nameOf(definition, rule, index), command, evaluations }];
  });
}

function levelThere(
  rule: Rule,
  at: { readonly status: RuleStatus; readonly compiled: GroupRule; readonly index: number },
  { externalUrl, nowMs }: RuleEvaluationsParts,
): EvaluatedLevel {
  const { status, compiled, index } = at;
  const seen = status.evaluation?.levels[index] ?? NOT_SEEN;
  const atMs = seen.lastEvaluationAtMs;
  const scope = scopeOn(rule.scope, status.cluster);
  const url = { externalUrl: externalUrl(), atMs: atMs ?? nowMs() };
  const command = commandOf(rule, scope, compiled.expr, url);
  const last = atMs === null ? [] : [{ ...lastOf(seen, compiled.expr, atMs), command }];
  return { ...seen, ...nameOf(compiled, rule, index), command, evaluations: last };
}

const NOT_SEEN: LevelEvaluation = {
  health: 'unknown',
  lastEvaluationAtMs: null,
  durationMs: null,
  lastError: null,
  alerts: null,
};

function lastOf(
  { durationMs, lastError }: LevelEvaluation,
  query: string,
  atMs: number,
): Omit<EvaluationRecord, 'results'> & { readonly results: null } {
  return {
    query,
    atMs,
    startedAtMs: atMs,
    durationMs: durationMs ?? 0,
    samplesRead: null,
    results: null,
    error: lastError,
    isUnavailable: false,
    warnings: [],
  };
}

function nameOf(
  definition: GroupRule,
  rule: Rule,
  index: number,
): Pick<EvaluatedLevel, 'kind' | 'severity' | 'query'> {
  const query = definition.expr;
  if (definition.kind === 'recording') return { kind: 'recording', severity: null, query };
  const isNoData = definition.labels.has(NO_DATA_LABEL);
  const level = isNoData ? rule.levels[0] : rule.levels[index];
  return { kind: isNoData ? 'no_data' : 'level', severity: level?.severity ?? null, query };
}

function commandOf(
  { language }: Rule,
  scope: string,
  query: string,
  { externalUrl, atMs }: { readonly externalUrl: string; readonly atMs: number | null },
): string {
  return repeatCommand({ externalUrl, scope, language, query, atMs });
}

/** As people write it, narrowed to one cluster. */
function scopeOn(scope: ScopeName, cluster: string): string {
  return printScopeName({ ...scope, cluster });
}

function compiledOn(
  rule: Rule,
  clusterId: string,
  { clusters, directory, macKey, nowMs }: RuleEvaluationsParts,
): RuleGroup | undefined {
  const all = clusters.all();
  const cluster = all.find(({ id }) => id === clusterId);
  if (!cluster) return undefined;
  const { language, expression } = rule;
  const reading = { language, expression, nowMs: nowMs() };
  const target = targetOn(rule.scope, directory(), all, cluster, reading);
  const compiled = target && compileRule(rule, target, macKey);
  return compiled?.kind === 'group' ? compiled.group : undefined;
}
