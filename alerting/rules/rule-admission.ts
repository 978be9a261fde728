import type { Clock } from '../../platform/clock/clock.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { scopeDenied } from '../../platform/tenancy/refusals.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { bareInfoCalls } from '../../queries/promql/selectors-of.ts';
import { exists, mayOnAll, mayWithin, type RulePermission } from './rule-access.ts';
import { keepsRulesInScope, type RuleClusters } from './rule-cluster.ts';
import type { RuleContent, RuleDraft } from './rule-draft.ts';
import { invalidRule } from './rule-refusals.ts';
import { type FindTemplate, keptFirst, type RuleSource } from './rule-source.ts';
import { targetsOf } from './rule-targets.ts';
import { type RuleContext, validateRule } from './validate-rule.ts';

/** What decides whether a rule may stand. */
export interface RuleAdmissionOptions {
  readonly directory: () => Directory;
  readonly clusters: RuleClusters;
  /** Severities of `_platform`, most severe first. */
  readonly platformLadder: readonly string[];
  /** Templates of an owner, the built-in ones too. */
  readonly templates: (owner: string) => FindTemplate;
  readonly clock: Clock;
}

/** Who does something with rules of an owner. */
export interface RuleCaller {
  readonly principal: Principal;
  readonly owner: string;
}

/** How a rule is to be written. */
export interface RuleWrite extends RuleCaller {
  readonly draft: RuleDraft;
}

/** Whether what somebody wrote may become a rule: that it is right, and theirs to write. */
export class RuleAdmission {
  readonly #options: RuleAdmissionOptions;

  constructor(options: RuleAdmissionOptions) {
    this.#options = options;
  }

  /** What drafts of an owner are judged by. */
  contextOf(owner: string): RuleContext {
    const tenancyLabels = tenancyLabelsOf(this.#options.clusters);
    const findTemplate = this.#options.templates(owner);
    return { owner, ladder: this.ladder(owner), tenancyLabels, findTemplate };
  }

  /**
   * The draft as content, when it is right and the caller holds the permission on all it covers.
   * @param kept source of the rule that it replaces, whose template is taken as it was then
   */
  check(
    { principal, owner, draft }: RuleWrite,
    permission: RulePermission,
    kept: RuleSource = { kind: 'text' },
  ): RuleContent {
    if (!mayWithin(this.#options.directory(), principal, owner, permission)) throw scopeDenied();
    const directory = this.#options.directory();
    const findTemplate = keptFirst(kept, this.#options.templates(owner));
    const verdict = validateRule(draft, { ...this.contextOf(owner), findTemplate });
    if (verdict.kind === 'invalid') throw invalidRule(verdict.findings);
    const { scope } = verdict.content;
    const may = exists(directory, scope) && mayOnAll(directory, principal, scope, permission);
    if (!may) throw scopeDenied();
    this.#refuseBareInfo(verdict.content, directory);
    this.#refuseFixedPast(verdict.content, directory);
    return verdict.content;
  }

  /** Since it was stored, its scope may have gone, its severities, and the right to write it. */
  standAgain(principal: Principal, owner: string, content: RuleContent): void {
    const directory = this.#options.directory();
    const { scope, levels } = content;
    const may = exists(directory, scope) && mayOnAll(directory, principal, scope, 'rules:write');
    if (!may) throw scopeDenied();
    const ladder = this.ladder(owner);
    const findings = levels.flatMap(({ severity }, index) =>
      ladder.includes(severity)
        ? []
        : [{ path: `/levels/${index}/severity`, message: `"${severity}" is no longer a severity` }],
    );
    if (findings.length > 0) throw invalidRule(findings);
    this.#refuseBareInfo(content, directory);
    this.#refuseFixedPast(content, directory);
  }

  #refuseBareInfo({ scope, language, expression }: RuleContent, directory: Directory): void {
    const call = language === 'promql' ? bareInfoText(expression) : null;
    if (call === null) return;
    const { clusters, clock } = this.#options;
    const reading = { language, expression, nowMs: clock.nowMs() };
    const foreign = targetsOf(scope, directory, clusters.all(), reading)
      .map(({ cluster }) => cluster)
      .filter((cluster) => !keepsRulesInScope(cluster));
    if (foreign.length === 0) return;
    const where = foreign.map(({ id }) => id).join(', ');
    const message = `${call} reads series that no selector names, which cannot be kept to the scope on ${where}; write info(v, {label=~".+"})`;
    throw invalidRule([{ path: '/expression', message }]);
  }

  /** What looks back too far for now is delivered later; what will always do so, never. */
  #refuseFixedPast({ scope, language, expression }: RuleContent, directory: Directory): void {
    const { clusters, clock } = this.#options;
    const reading = { language, expression, nowMs: clock.nowMs() };
    const findings = targetsOf(scope, directory, clusters.all(), reading)
      .flatMap(({ leftOut }) => leftOut)
      .filter(({ readableAtMs }) => readableAtMs === null)
      .map(({ message }) => ({ path: '/expression', message }));
    if (findings.length > 0) throw invalidRule(findings);
  }

  /** Severities of an owner, most severe first. */
  ladder(owner: string): readonly string[] {
    if (owner === PLATFORM) return this.#options.platformLadder;
    return this.#options.directory().tenants.get(owner)?.severities ?? [];
  }
}

/** The first `info(v)` with one argument, as written. */
function bareInfoText(expression: string): string | null {
  const parsed = parsePromql(expression);
  const call = parsed.kind === 'ok' ? bareInfoCalls(parsed.expr)[0] : undefined;
  return call === undefined ? null : expression.slice(call.start, call.end);
}

function tenancyLabelsOf(clusters: RuleClusters): ReadonlySet<string> {
  const names = clusters
    .all()
    .flatMap(({ enforcement }) => [
      enforcement.namespaceLabel,
      enforcement.tenantLabel,
      enforcement.clusterLabel,
    ]);
  return new Set(names.filter((name) => name !== null));
}
