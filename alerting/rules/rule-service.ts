import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Statement } from '../../platform/state/state.ts';
import { authorOf } from '../../platform/tenancy/author.ts';
import type { Page, PageRequest } from '../../platform/tenancy/keyset.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { notFound, refuseOtherRevision } from '../../platform/tenancy/refusals.ts';
import { type ClosingReason, closingReason } from './closing-reason.ts';
import { previewRule, type RulePreview, UNSAVED } from './preview-rule.ts';
import { quotaUsed } from './quota-used.ts';
import type { Rule } from './rule.ts';
import { mayOnAll } from './rule-access.ts';
import {
  RuleAdmission,
  type RuleAdmissionOptions,
  type RuleCaller,
  type RuleWrite,
} from './rule-admission.ts';
import { printRuleBody } from './rule-body.ts';
import type { RuleContent, RuleDraft } from './rule-draft.ts';
import { type PreconditionPorts, preconditionsOf } from './rule-preconditions.ts';
import { numbered, refuseOutcome } from './rule-refusals.ts';
import type { RuleChange, RuleRepository } from './rule-repository.ts';
import type { RuleContext } from './validate-rule.ts';
import { type SystemRules, VisibleRules } from './visible-rules.ts';

/** Port, filled by incidents: resolves what the rule has open and no longer stands for. */
export interface IncidentCloser {
  closeForRule(ruleId: string, reason: ClosingReason): Promise<void>;
}

export interface RuleServiceOptions extends RuleAdmissionOptions, PreconditionPorts {
  readonly rules: RuleRepository;
  /** Rules that nobody wrote; they are shown, and changed elsewhere. */
  readonly systemRules?: SystemRules;
  readonly incidents: IncidentCloser;
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
  readonly #admission: RuleAdmission;
  readonly #visible: VisibleRules;

  constructor(options: RuleServiceOptions) {
    this.#options = options;
    this.#admission = new RuleAdmission(options);
    this.#visible = new VisibleRules(options);
  }

  /** Newest first, then the system's; only rules whose whole scope the caller can read. */
  list(principal: Principal, owner: string, page: PageRequest): Page<Rule> {
    return this.#visible.list(principal, owner, page);
  }

  /** All of them that somebody wrote. */
  readable(principal: Principal, owner: string): readonly Rule[] {
    return this.#visible.readable(principal, owner);
  }

  /** Ids of the rules made from a template, of those the caller can read. */
  madeFrom(caller: RuleCaller, template: string): readonly string[] {
    return this.#visible.madeFrom(caller, template);
  }

  get(principal: Principal, owner: string, id: string): Rule {
    this.#visible.within(principal, owner, 'rules:read');
    return this.#visible.get(principal, owner, id);
  }

  /** Newest first; of deleted rules as well. */
  history(principal: Principal, owner: string, id: string): Promise<readonly RuleChange[]> {
    return this.#visible.history(principal, owner, id);
  }

  /** The draft as content, for whoever may read rules on all that it covers. */
  admit(write: RuleWrite): RuleContent {
    return this.#admission.check(write, 'rules:read');
  }

  /**
   * What the draft would become; saves nothing.
   * @param ruleId of the stored rule that it is of, which the caller must be able to read; null: none
   */
  preview(write: RuleWrite, ruleId: string | null = null): RulePreview {
    const { principal, owner } = write;
    const content = this.admit(write);
    const as = ruleId === null ? UNSAVED : this.get(principal, owner, ruleId);
    const { directory, clusters, macKey, clock } = this.#options;
    return previewRule(owner, content, directory(), clusters.all(), macKey, clock.nowMs(), as);
  }

  /** @param creationKey equal keys of one caller create one rule; null for none. */
  async create(write: RuleWrite, creationKey: string | null): Promise<Rule> {
    return this.#create(write, this.#admission.check(write, 'rules:write'), creationKey);
  }

  async #create(
    { principal, owner }: RuleCaller,
    content: RuleContent,
    creationKey: string | null,
  ): Promise<Rule> {
    const key = creationKey === null ? null : `${principal.id}:${creationKey}`;
    const earlier = key && (await this.#createdBefore({ principal, owner }, key, content));
    if (earlier) return earlier;
    const { rules, clock, newId, maxRulesPerOwner } = this.#options;
    const nowMs = clock.nowMs();
    const times = { createdAtMs: nowMs, updatedAtMs: nowMs };
    const updatedBy = authorOf(principal).name;
    const rule: Rule = { id: newId(), owner, ...content, revision: 1, ...times, updatedBy };
    const preconditions = await this.#preconditions(owner, content);
    const author = authorOf(principal);
    const outcome = await rules.create(rule, {
      author,
      creationKey: key,
      limit: maxRulesPerOwner,
      preconditions,
    });
    if (outcome.kind === 'conflict' && key) {
      const winner = await this.#createdBefore({ principal, owner }, key, content);
      if (winner) return winner;
    }
    if (outcome.kind === 'rejected' && outcome.statement === 'rule.below_limit') {
      throw this.#quotaUsed(owner, principal);
    }
    refuseOutcome(outcome, rule);
    this.#options.changed();
    return rule;
  }

  /** @throws AppError as `create` does, for what is wrong with the draft or not the caller's. */
  judge(write: RuleWrite): void {
    this.#admission.check(write, 'rules:write');
  }

  /**
   * Several rules at once, or none.
   * @throws AppError `invalid` with findings below `/rules/<index>`, `limited`.
   */
  async createAll(
    principal: Principal,
    owner: string,
    drafts: readonly RuleDraft[],
  ): Promise<readonly Rule[]> {
    const { rules, clock, newId, maxRulesPerOwner } = this.#options;
    if (drafts.length > maxRulesPerOwner) {
      this.#visible.within(principal, owner, 'rules:read');
      throw this.#quotaUsed(owner, principal);
    }
    const contents = drafts.map((draft, index) =>
      numbered(index, () => this.#admission.check({ principal, owner, draft }, 'rules:write')),
    );
    const nowMs = clock.nowMs();
    const times = { createdAtMs: nowMs, updatedAtMs: nowMs };
    const updatedBy = authorOf(principal).name;
    const made = contents.map(
      (content): Rule => ({ id: newId(), owner, ...content, revision: 1, ...times, updatedBy }),
    );
    const [first] = made;
    if (first === undefined) return [];
    const needed = await Promise.all(contents.map((one) => this.#preconditions(owner, one)));
    const author = authorOf(principal);
    const preconditions = distinct(needed.flat());
    const outcome = await rules.createAll(made, { author, limit: maxRulesPerOwner, preconditions });
    if (outcome.kind === 'rejected' && outcome.statement === 'rule.below_limit') {
      throw this.#quotaUsed(owner, principal);
    }
    refuseOutcome(outcome, first);
    this.#options.changed();
    return made;
  }

  /** What rules of the owner are judged by; for callers that may read some of them. */
  contextOf(principal: Principal, owner: string): RuleContext {
    this.#visible.within(principal, owner, 'rules:read');
    return this.#admission.contextOf(owner);
  }

  #quotaUsed(owner: string, principal: Principal): AppError {
    const { rules, maxRulesPerOwner } = this.#options;
    const directory = this.#options.directory();
    const mayRead = (rule: Rule) => mayOnAll(directory, principal, rule.scope, 'rules:read');
    return quotaUsed(owner, maxRulesPerOwner, rules.ofOwner(owner), mayRead);
  }

  /**
   * Replaces the rule's content. The same content again, also with the revision it had before (an
   * answer that was lost), changes nothing.
   * @param revision from If-Match; null overwrites whatever is there.
   */
  async update(write: RuleWrite, id: string, revision: number | null): Promise<Rule> {
    const { principal } = write;
    const { before, content } = this.#judge(write, id);
    const isSame = printRuleBody(before) === printRuleBody(content);
    const isRepeated = revision === null || [0, 1].includes(before.revision - revision);
    if (isSame && isRepeated) return before;
    refuseOtherRevision(`Rule ${before.id}`, before, revision);
    return this.#replace(before, content, principal);
  }

  /** The rule before and after an update that is not made. */
  wouldBe(write: RuleWrite, id: string): { readonly before: Rule; readonly after: Rule } {
    const { before, content } = this.#judge(write, id);
    return { before, after: { ...before, ...content } };
  }

  /** A rule made from a template keeps what the template was: taking it over is another change. */
  #judge(write: RuleWrite, id: string): { readonly before: Rule; readonly content: RuleContent } {
    const before = this.#visible.writable(write.principal, write.owner, id);
    return { before, content: this.#admission.check(write, 'rules:write', before.source) };
  }

  /** The rule, for whoever may change it. */
  writable({ principal, owner }: RuleCaller, id: string): Rule {
    return this.#visible.writable(principal, owner, id);
  }

  /** Changes a part of a rule and leaves all else as it is, also what its template was. */
  async amend(
    { principal, owner }: RuleCaller,
    id: string,
    change: (rule: Rule) => Partial<RuleContent>,
  ): Promise<Rule> {
    const before = this.#visible.writable(principal, owner, id);
    const content = { ...before, ...change(before) };
    if (printRuleBody(before) === printRuleBody(content)) return before;
    if (before.expression !== content.expression) {
      this.#admission.standAgain(principal, owner, content);
    }
    return this.#replace(before, content, principal);
  }

  /** A new rule of content that once stood elsewhere. */
  async adopt({ principal, owner }: RuleCaller, content: RuleContent): Promise<Rule> {
    this.#visible.within(principal, owner, 'rules:write');
    this.#admission.standAgain(principal, owner, content);
    return this.#create({ principal, owner }, content, null);
  }

  /**
   * Makes a rule what it was at a revision: a change like any other. A rule that was deleted comes
   * back as a new one.
   */
  async restore(write: RuleCaller, id: string, revision: number): Promise<Rule> {
    const { principal, owner } = write;
    const changes = await this.history(principal, owner, id);
    const content = changes.find((change) => change.revision === revision)?.content;
    if (!content) throw notFound(`Revision ${revision} of rule ${id}`);
    this.#admission.standAgain(principal, owner, content);
    if (!this.#options.rules.get(id)) return this.#create(write, content, null);
    const before = this.#visible.writable(principal, owner, id);
    const isSame = printRuleBody(before) === printRuleBody(content);
    return isSame ? before : this.#replace(before, content, principal);
  }

  async #replace(before: Rule, content: RuleContent, principal: Principal): Promise<Rule> {
    const { id, owner } = before;
    const { rules, clock } = this.#options;
    const atMs = Math.max(clock.nowMs(), before.updatedAtMs);
    const updatedBy = authorOf(principal).name;
    const next = {
      ...before,
      ...content,
      revision: before.revision + 1,
      updatedAtMs: atMs,
      updatedBy,
    };
    const preconditions = await this.#preconditions(owner, content);
    const author = authorOf(principal);
    const outcome = await rules.replace(next, { author, atMs, preconditions });
    refuseOutcome(outcome, next);
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
    const rule = this.#visible.writable(principal, owner, id);
    refuseOtherRevision(`Rule ${rule.id}`, rule, revision);
    const { rules, clock } = this.#options;
    const author = authorOf(principal);
    const atMs = clock.nowMs();
    const outcome = await rules.remove(rule, { author, atMs, preconditions: [] });
    refuseOutcome(outcome, rule);
    this.#options.changed();
    await this.#close(id, 'rule_deleted');
  }

  #preconditions(owner: string, content: RuleContent): Promise<readonly Statement[]> {
    return preconditionsOf(this.#options, owner, content, this.#admission.ladder(owner));
  }

  async #createdBefore(
    { principal, owner }: RuleCaller,
    key: string,
    content: RuleContent,
  ): Promise<Rule | undefined> {
    const earlier = await this.#options.rules.createdWith(owner, key);
    if (!earlier) return undefined;
    const isSame = printRuleBody(earlier.original) === printRuleBody(content);
    // Others may have moved it since to where the caller sees nothing.
    const { scope } = earlier.rule;
    const directory = this.#options.directory();
    const sees = (['rules:read', 'rules:write'] as const).some((permission) =>
      mayOnAll(directory, principal, scope, permission),
    );
    if (isSame && sees) return earlier.rule;
    if (isSame) throw notFound(`Rule ${earlier.rule.id}`);
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

/** Each once: rules of one import ask for the same tenant and channels. */
function distinct(statements: readonly Statement[]): readonly Statement[] {
  const known = new Map(statements.map((one) => [`${one.name} ${one.parameters.join(' ')}`, one]));
  return [...known.values()];
}
