import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Statement } from '../../platform/state/state.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import {
  keyAfter,
  type Page,
  type PageRequest,
  pageFrom,
  rowsFor,
} from '../../platform/tenancy/keyset.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { notFound, refuseOtherRevision, scopeDenied } from '../../platform/tenancy/refusals.ts';
import { PLATFORM, printScopeName } from '../../platform/tenancy/scope-name.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { bareInfoCalls } from '../../queries/promql/selectors-of.ts';
import { type ClosingReason, closingReason } from './closing-reason.ts';
import { previewRule, type RulePreview } from './preview-rule.ts';
import type { Rule } from './rule.ts';
import { exists, mayOnAll, mayWithin, type RulePermission } from './rule-access.ts';
import { printRuleBody } from './rule-body.ts';
import { keepsRulesInScope, type RuleClusters } from './rule-cluster.ts';
import type { RuleContent, RuleDraft } from './rule-draft.ts';
import { invalidRule, refuseOutcome } from './rule-refusals.ts';
import type { RuleChange, RuleRepository } from './rule-repository.ts';
import type { FindTemplate } from './rule-source.ts';
import { targetsOf } from './rule-targets.ts';
import { validateRule } from './validate-rule.ts';

/** Port, filled by channels. */
export interface KnownChannels {
  has(owner: string, channelId: string): Promise<boolean> | boolean;
  /** Precondition: the channel is there and belongs to the owner. */
  mustExist(owner: string, channelId: string): Statement;
}

/** Port, filled by incidents: resolves what the rule has open and no longer stands for. */
export interface IncidentCloser {
  closeForRule(ruleId: string, reason: ClosingReason): Promise<void>;
}

export interface RuleServiceOptions {
  readonly rules: RuleRepository;
  readonly directory: () => Directory;
  readonly clusters: RuleClusters;
  /** Severities of `_platform`, most severe first. */
  readonly platformLadder: readonly string[];
  readonly channels: KnownChannels;
  /** Templates of an owner, the built-in ones too. */
  readonly templates: (owner: string) => FindTemplate;
  readonly incidents: IncidentCloser;
  /** Precondition that a tenant stands with this ladder: `ownerStands`. */
  readonly ownerStands: (tenant: string, ladder: readonly string[]) => Statement;
  readonly clock: Clock;
  /** Makes a ULID. */
  readonly newId: () => string;
  /** Key of rule labels. */
  readonly macKey: Uint8Array;
  /** Most rules of one owner, inclusive. */
  readonly maxRulesPerOwner: number;
  /** Called after each committed change: delivery should begin at once. */
  readonly changed: () => void;
  readonly logger: Logger;
}

/** How a rule is to be written. */
export interface RuleWrite {
  readonly principal: Principal;
  readonly owner: string;
  readonly draft: RuleDraft;
}

/**
 * Rules for people: who may do what is decided here, whatever the route has asked for.
 *
 * All methods throw AppError: `scope_denied` (the same for unknown owners), `not_found` for rules
 * that are not there, of another owner, or not readable; `invalid` with all findings;
 * `precondition_failed` for a lost race; `limited` when the owner's rules are used up; `conflict`
 * when what the rule refers to went away meanwhile.
 */
export class RuleService {
  readonly #options: RuleServiceOptions;

  constructor(options: RuleServiceOptions) {
    this.#options = options;
  }

  /** Newest first; only rules whose whole scope the caller can read. */
  list(principal: Principal, owner: string, page: PageRequest): Page<Rule> {
    this.#within(principal, owner, 'rules:read');
    const after = keyAfter(page);
    const directory = this.#options.directory();
    const known = new Map<string, boolean>();
    const found: Rule[] = [];
    for (const rule of this.#options.rules.ofOwner(owner)) {
      if (found.length >= rowsFor(page)) break;
      if (after !== '' && rule.id >= after) continue;
      const scope = printScopeName(rule.scope);
      const mayRead = known.get(scope) ?? mayOnAll(directory, principal, rule.scope, 'rules:read');
      known.set(scope, mayRead);
      if (mayRead) found.push(rule);
    }
    return pageFrom(found, page, (rule) => rule.id);
  }

  get(principal: Principal, owner: string, id: string): Rule {
    this.#within(principal, owner, 'rules:read');
    return this.#readable(principal, owner, id);
  }

  /** Newest first. */
  async history(principal: Principal, owner: string, id: string): Promise<readonly RuleChange[]> {
    const rule = this.get(principal, owner, id);
    return this.#options.rules.changes(rule.id);
  }

  /** What the draft would become; saves nothing. */
  preview({ principal, owner, draft }: RuleWrite): RulePreview {
    const content = this.#check({ principal, owner, draft }, 'rules:read');
    const { clusters, macKey } = this.#options;
    const nowMs = this.#options.clock.nowMs();
    return previewRule(owner, content, this.#options.directory(), clusters.all(), macKey, nowMs);
  }

  /** @param creationKey equal keys of one caller create one rule; null for none. */
  async create(write: RuleWrite, creationKey: string | null): Promise<Rule> {
    const { principal, owner } = write;
    const content = this.#check(write, 'rules:write');
    const key = creationKey === null ? null : `${principal.id}:${creationKey}`;
    const earlier = key && (await this.#createdBefore(owner, key, content));
    if (earlier) return earlier;
    const { rules, clock, newId, maxRulesPerOwner } = this.#options;
    const nowMs = clock.nowMs();
    const times = { createdAtMs: nowMs, updatedAtMs: nowMs };
    const updatedBy = principal.name;
    const rule: Rule = { id: newId(), owner, ...content, revision: 1, ...times, updatedBy };
    const preconditions = await this.#preconditions(owner, content);
    const author = { id: principal.id, name: principal.name };
    const outcome = await rules.create(rule, {
      author,
      creationKey: key,
      limit: maxRulesPerOwner,
      preconditions,
    });
    if (outcome.kind === 'conflict' && key) {
      const winner = await this.#createdBefore(owner, key, content);
      if (winner) return winner;
    }
    refuseOutcome(outcome, rule, maxRulesPerOwner);
    this.#options.changed();
    return rule;
  }

  /**
   * Replaces the rule's content. The same content again, also with the revision it had before (an
   * answer that was lost), changes nothing.
   * @param revision from If-Match; null overwrites whatever is there.
   */
  async update(write: RuleWrite, id: string, revision: number | null): Promise<Rule> {
    const { principal, owner } = write;
    const before = this.#writable(principal, owner, id);
    const content = this.#check(write, 'rules:write');
    const isSame = printRuleBody(before) === printRuleBody(content);
    const isRepeated = revision === null || [0, 1].includes(before.revision - revision);
    if (isSame && isRepeated) return before;
    refuseOtherRevision(`Rule ${before.id}`, before, revision);
    const { rules, clock, maxRulesPerOwner } = this.#options;
    const atMs = Math.max(clock.nowMs(), before.updatedAtMs);
    const updatedBy = principal.name;
    const next = {
      ...before,
      ...content,
      revision: before.revision + 1,
      updatedAtMs: atMs,
      updatedBy,
    };
    const preconditions = await this.#preconditions(owner, content);
    const author = { id: principal.id, name: principal.name };
    const outcome = await rules.replace(next, { author, atMs, preconditions });
    refuseOutcome(outcome, next, maxRulesPerOwner);
    this.#options.changed();
    const reason = closingReason(before, next);
    if (reason) await this.#close(id, reason);
    return next;
  }

  /** @param revision from If-Match; null deletes whatever is there. */
  async delete(
    principal: Principal,
    owner: string,
    id: string,
    revision: number | null,
  ): Promise<void> {
    const rule = this.#writable(principal, owner, id);
    refuseOtherRevision(`Rule ${rule.id}`, rule, revision);
    const { rules, clock, maxRulesPerOwner } = this.#options;
    const author = { id: principal.id, name: principal.name };
    const atMs = clock.nowMs();
    const outcome = await rules.remove(rule, { author, atMs, preconditions: [] });
    refuseOutcome(outcome, rule, maxRulesPerOwner);
    this.#options.changed();
    await this.#close(id, 'rule_deleted');
  }

  #within(principal: Principal, owner: string, permission: RulePermission): void {
    if (!mayWithin(this.#options.directory(), principal, owner, permission)) throw scopeDenied();
  }

  #readable(principal: Principal, owner: string, id: string): Rule {
    const rule = this.#options.rules.get(id);
    const directory = this.#options.directory();
    const isVisible =
      rule?.owner === owner && mayOnAll(directory, principal, rule.scope, 'rules:read');
    if (!rule || !isVisible) throw notFound(`Rule ${id}`);
    return rule;
  }

  #writable(principal: Principal, owner: string, id: string): Rule {
    this.#within(principal, owner, 'rules:write');
    const rule = this.#options.rules.get(id);
    const directory = this.#options.directory();
    if (rule?.owner === owner && mayOnAll(directory, principal, rule.scope, 'rules:write')) {
      return rule;
    }
    this.#readable(principal, owner, id);
    throw scopeDenied();
  }

  /** The draft as content, when it is right and the caller holds the permission on all it covers. */
  #check({ principal, owner, draft }: RuleWrite, permission: RulePermission): RuleContent {
    this.#within(principal, owner, permission);
    const directory = this.#options.directory();
    const tenancyLabels = tenancyLabelsOf(this.#options.clusters);
    const findTemplate = this.#options.templates(owner);
    const ladder = this.#ladder(owner);
    const verdict = validateRule(draft, { owner, ladder, tenancyLabels, findTemplate });
    if (verdict.kind === 'invalid') throw invalidRule(verdict.findings);
    const { scope } = verdict.content;
    const may = exists(directory, scope) && mayOnAll(directory, principal, scope, permission);
    if (!may) throw scopeDenied();
    this.#refuseBareInfo(verdict.content, directory);
    this.#refuseFixedPast(verdict.content, directory);
    return verdict.content;
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

  #ladder(owner: string): readonly string[] {
    if (owner === PLATFORM) return this.#options.platformLadder;
    return this.#options.directory().tenants.get(owner)?.severities ?? [];
  }

  /** What must still be so when the rule is written. */
  async #preconditions(owner: string, content: RuleContent): Promise<readonly Statement[]> {
    const { channels, ownerStands } = this.#options;
    const known = await Promise.all(content.channels.map((id) => channels.has(owner, id)));
    const findings = content.channels.flatMap((id, index) =>
      known[index] ? [] : [{ path: `/channels/${index}`, message: `channel ${id} does not exist` }],
    );
    if (findings.length > 0) throw invalidRule(findings);
    const stands = owner === PLATFORM ? [] : [ownerStands(owner, this.#ladder(owner))];
    return [...stands, ...content.channels.map((id) => channels.mustExist(owner, id))];
  }

  async #createdBefore(
    owner: string,
    key: string,
    content: RuleContent,
  ): Promise<Rule | undefined> {
    const earlier = await this.#options.rules.createdWith(owner, key);
    if (!earlier) return undefined;
    if (printRuleBody(earlier.original) === printRuleBody(content)) return earlier.rule;
    throw new AppError(
      'conflict',
      'The Idempotency-Key was used for another rule. Choose a new one.',
    );
  }

  /** The change stands already: incidents that stay open here end when their alerts expire. */
  async #close(ruleId: string, reason: ClosingReason): Promise<void> {
    try {
      await this.#options.incidents.closeForRule(ruleId, reason);
    } catch (err) {
      this.#options.logger.error({ err, rule: ruleId, reason }, 'incidents of a rule not resolved');
    }
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
