import { isDeepStrictEqual } from 'node:util';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import { compileRule } from '../rules/compile-rule.ts';
import { printRuleFile, ruleFileName } from '../rules/manifests/rule-file.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleCluster } from '../rules/rule-cluster.ts';
import { type RuleTarget, targetOn } from '../rules/rule-targets.ts';
import type { RuleFile } from './rule-sink.ts';

/** What a rule is to be on one cluster; `absent`: its scope holds nothing there. */
export type DesiredRule =
  | { readonly kind: 'file'; readonly file: RuleFile }
  | { readonly kind: 'disabled'; readonly revision: number }
  | { readonly kind: 'refused'; readonly revision: number; readonly reason: string }
  | { readonly kind: 'absent' };

/** A rule that is on the cluster. */
export type PresentRule = Exclude<DesiredRule, { readonly kind: 'absent' }>;

interface Compiled {
  readonly rule: Rule;
  readonly desired: DesiredRule;
  /** Then it compiles to something else although nothing has changed. */
  readonly untilMs: number;
}

/**
 * Compiles all rules for one cluster, again only where the rule, the directory or the clusters
 * changed, or an environment with a past is old enough for the rule. A rule that compiles to the same text as before stays the same object.
 */
export class DesiredRules {
  readonly #macKey: Uint8Array;
  #compiled = new Map<string, Compiled>();
  #basis = '';
  #cluster: RuleCluster | undefined;

  constructor(macKey: Uint8Array) {
    this.#macKey = macKey;
  }

  /** By rule id, without those that are absent. */
  on(
    cluster: RuleCluster,
    rules: readonly Rule[],
    directory: Directory,
    clusters: readonly RuleCluster[],
    nowMs: number,
  ): ReadonlyMap<string, PresentRule> {
    const backends = clusters
      .map((other) => `${other.id} ${other.metricsUrl} ${other.logs?.url}`)
      .join('\n');
    const basis = `${directory.version}\n${backends}`;
    const isFresh = basis === this.#basis && cluster === this.#cluster;
    const next = new Map<string, Compiled>();
    for (const rule of rules) {
      const before = this.#compiled.get(rule.id);
      const isKept = isFresh && before?.rule === rule && nowMs < before.untilMs;
      if (isKept) {
        next.set(rule.id, before);
        continue;
      }
      const { language, expression } = rule;
      const reading = { language, expression, nowMs };
      const target = targetOn(rule.scope, directory, clusters, cluster, reading);
      const desired = sameAsBefore(before, this.#compile(rule, target));
      next.set(rule.id, { rule, desired, untilMs: untilOf(target) });
    }
    this.#compiled = next;
    this.#basis = basis;
    this.#cluster = cluster;
    const present = new Map<string, PresentRule>();
    for (const [id, { desired }] of next) if (desired.kind !== 'absent') present.set(id, desired);
    return present;
  }

  #compile(rule: Rule, target: RuleTarget | undefined): DesiredRule {
    if (!target) return { kind: 'absent' };
    const { id: ruleId, owner, revision } = rule;
    if (!rule.enabled) return { kind: 'disabled', revision };
    const compiled = compileRule(rule, target, this.#macKey);
    if (compiled.kind === 'refused') return { kind: 'refused', revision, reason: compiled.reason };
    const { group, within } = compiled;
    const text = printRuleFile({ cluster: target.cluster.id, owner, ruleId, revision }, group);
    const fileName = ruleFileName(owner, ruleId);
    const scope = printScopeName(rule.scope);
    const { home, namespaces } = target;
    const place = { owner, scope, within, home, namespaces };
    return { kind: 'file', file: { ruleId, revision, ...place, fileName, text, group } };
  }
}

function untilOf(target: RuleTarget | undefined): number {
  const times = (target?.leftOut ?? []).map(({ readableAtMs }) => readableAtMs);
  return Math.min(...times.filter((atMs) => atMs !== null), Number.POSITIVE_INFINITY);
}

function sameAsBefore(before: Compiled | undefined, desired: DesiredRule): DesiredRule {
  const old = before?.desired;
  const isSame =
    old?.kind === 'file' &&
    desired.kind === 'file' &&
    old.file.text === desired.file.text &&
    old.file.home === desired.file.home &&
    isDeepStrictEqual(old.file.namespaces, desired.file.namespaces) &&
    isDeepStrictEqual(old.file.within, desired.file.within);
  return isSame ? old : desired;
}
