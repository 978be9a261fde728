import { AppError } from '../../platform/errors/app-error.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Statement } from '../../platform/state/state.ts';
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
import { type ClosingReason, closingReason } from './closing-reason.ts';
import { previewRule, type RulePreview } from './preview-rule.ts';
import type { Rule } from './rule.ts';
import { mayOnAll, mayWithin, type RulePermission } from './rule-access.ts';
import { RuleAdmission, type RuleAdmissionOptions, type RuleWrite } from './rule-admission.ts';
import { printRuleBody } from './rule-body.ts';
import type { RuleContent } from './rule-draft.ts';
import { invalidRule, refuseOutcome } from './rule-refusals.ts';
import type { RuleChange, RuleRepository } from './rule-repository.ts';

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

export interface RuleServiceOptions extends RuleAdmissionOptions {
  readonly rules: RuleRepository;
  readonly channels: KnownChannels;
  readonly incidents: IncidentCloser;
  /** Precondition that a tenant stands with this ladder: `ownerStands`. */
  readonly ownerStands: (tenant: string, ladder: readonly string[]) => Statement;
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

  constructor(options: RuleServiceOptions) {
    this.#options = options;
    this.#admission = new RuleAdmission(options);
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

  /** Newest first; of deleted rules as well. */
  async history(principal: Principal, owner: string, id: string): Promise<readonly RuleChange[]> {
    this.#within(principal, owner, 'rules:read');
    const changes = await this.#options.rules.changes(id);
    const [last] = changes;
    const directory = this.#options.directory();
    const scope = this.#options.rules.get(id)?.scope ?? last?.content.scope;
    const isVisible =
      last?.owner === owner &&
      scope !== undefined &&
      mayOnAll(directory, principal, scope, 'rules:read');
    if (!isVisible) throw notFound(`Rule ${id}`);
    // What it covered before may be somebody else's to see.
    return changes.filter(({ content }) =>
      mayOnAll(directory, principal, content.scope, 'rules:read'),
    );
  }

  /** What the draft would become; saves nothing. */
  preview({ principal, owner, draft }: RuleWrite): RulePreview {
    const content = this.#admission.check({ principal, owner, draft }, 'rules:read');
    const { clusters, macKey } = this.#options;
    const nowMs = this.#options.clock.nowMs();
    return previewRule(owner, content, this.#options.directory(), clusters.all(), macKey, nowMs);
  }

  /** @param creationKey equal keys of one caller create one rule; null for none. */
  async create(write: RuleWrite, creationKey: string | null): Promise<Rule> {
    return this.#create(write, this.#admission.check(write, 'rules:write'), creationKey);
  }

  async #create(
    { principal, owner }: Pick<RuleWrite, 'principal' | 'owner'>,
    content: RuleContent,
    creationKey: string | null,
  ): Promise<Rule> {
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
    const content = this.#admission.check(write, 'rules:write');
    const isSame = printRuleBody(before) === printRuleBody(content);
    const isRepeated = revision === null || [0, 1].includes(before.revision - revision);
    if (isSame && isRepeated) return before;
    refuseOtherRevision(`Rule ${before.id}`, before, revision);
    return this.#replace(before, content, principal);
  }

  /** Switches a rule on or off and leaves all else as it is, also what its template was. */
  async setEnabled(
    { principal, owner }: Pick<RuleWrite, 'principal' | 'owner'>,
    id: string,
    enabled: boolean,
  ): Promise<Rule> {
    const before = this.#writable(principal, owner, id);
    return before.enabled === enabled
      ? before
      : this.#replace(before, { ...before, enabled }, principal);
  }

  /**
   * Makes a rule what it was at a revision: a change like any other. A rule that was deleted comes
   * back as a new one.
   */
  async restore(
    write: Pick<RuleWrite, 'principal' | 'owner'>,
    id: string,
    revision: number,
  ): Promise<Rule> {
    const { principal, owner } = write;
    const changes = await this.history(principal, owner, id);
    const content = changes.find((change) => change.revision === revision)?.content;
    if (!content) throw notFound(`Revision ${revision} of rule ${id}`);
    this.#admission.standAgain(principal, owner, content);
    if (!this.#options.rules.get(id)) return this.#create(write, content, null);
    const before = this.#writable(principal, owner, id);
    const isSame = printRuleBody(before) === printRuleBody(content);
    return isSame ? before : this.#replace(before, content, principal);
  }

  async #replace(before: Rule, content: RuleContent, principal: Principal): Promise<Rule> {
    const { id, owner } = before;
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

  /** What must still be so when the rule is written. */
  async #preconditions(owner: string, content: RuleContent): Promise<readonly Statement[]> {
    const { channels, ownerStands } = this.#options;
    const known = await Promise.all(content.channels.map((id) => channels.has(owner, id)));
    const findings = content.channels.flatMap((id, index) =>
      known[index] ? [] : [{ path: `/channels/${index}`, message: `channel ${id} does not exist` }],
    );
    if (findings.length > 0) throw invalidRule(findings);
    const stands = owner === PLATFORM ? [] : [ownerStands(owner, this.#admission.ladder(owner))];
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
