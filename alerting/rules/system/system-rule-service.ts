import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { BatchOutcome, Statement } from '../../../platform/state/state.ts';
import { type Author, authorOf } from '../../../platform/tenancy/author.ts';
import { holds } from '../../../platform/tenancy/authorize.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { ownerNode } from '../../../platform/tenancy/node.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import {
  lostRace,
  notFound,
  refuseFindings,
  refuseOtherRevision,
  scopeDenied,
  unexpectedOutcome,
} from '../../../platform/tenancy/refusals.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { SystemRule, SystemRuleGroup } from '../../../queries/system-rules/system-rule.ts';
import { closingReason } from '../closing-reason.ts';
import { previewRule, type RulePreview } from '../preview-rule.ts';
import type { Rule } from '../rule.ts';
import { mayWithin, type RulePermission } from '../rule-access.ts';
import type { RuleClusters } from '../rule-cluster.ts';
import type { KnownChannels } from '../rule-preconditions.ts';
import type { IncidentCloser } from '../rule-service.ts';
import { checkOverride, type OverrideDraft } from './check-override.ts';
import { type OverrideChange, overrideChanges } from './override-changes.ts';
import type { SystemRuleBook } from './system-rule-book.ts';
import type {
  GroupSetting,
  SettingSubject,
  StoredGroup,
  StoredOverride,
} from './system-setting.ts';
import type { SettingChange, SystemSettings } from './system-settings.ts';
import { isGroupOn, isOnUnsaid, type VirtualOwner, virtualRule } from './virtual-rule.ts';

export interface SystemRuleServiceOptions {
  readonly book: SystemRuleBook;
  readonly settings: SystemSettings;
  readonly directory: () => Directory;
  readonly clusters: RuleClusters;
  readonly channels: KnownChannels;
  readonly incidents: IncidentCloser;
  /** Precondition that a tenant stands with this ladder: `ownerStands`. */
  readonly ownerStands: (tenant: string, ladder: readonly string[]) => Statement;
  /** Key of rule labels. */
  readonly macKey: Uint8Array;
  readonly clock: Clock;
  /** Called after each committed change: delivery should begin at once. */
  readonly changed: () => void;
  readonly logger: Logger;
}

/** A system rule as an owner has it. */
export interface OwnedSystemRule {
  readonly rule: SystemRule;
  /** What is delivered, where it is enabled. */
  readonly effective: Rule;
  /** Its levels if nothing deviated. */
  readonly defaults: Rule;
  readonly isGroupOn: boolean;
  /** Undefined: never set. One that was taken back has no body. */
  readonly override: StoredOverride | undefined;
  /** What an upgrade changed since the override was made. */
  readonly changes: readonly OverrideChange[];
}

export interface OwnedSystemGroup {
  readonly group: SystemRuleGroup;
  readonly isOn: boolean;
  readonly stored: StoredGroup | undefined;
}

/** Who writes what of whom. */
export interface SystemRuleWrite {
  readonly principal: Principal;
  readonly owner: string;
}

/**
 * System rules for people: which there are, which are on, and what an owner has otherwise. Both need
 * the permission on the whole owner: that is what the rules cover.
 *
 * All methods throw AppError: `scope_denied` (the same for unknown owners), `not_found`, `invalid` with
 * all findings, `precondition_failed` for a lost race, `conflict` when what was named went away.
 */
export class SystemRuleService {
  readonly #options: SystemRuleServiceOptions;

  constructor(options: SystemRuleServiceOptions) {
    this.#options = options;
  }

  /** In the order of the catalogue. */
  list({ principal, owner }: SystemRuleWrite): {
    readonly groups: readonly OwnedSystemGroup[];
    readonly rules: readonly OwnedSystemRule[];
  } {
    const known = this.#known(principal, owner, 'rules:read');
    const catalogue = this.#options.book.catalogueOf(owner);
    const groups = [...new Set(catalogue.map(({ group }) => group))];
    return {
      groups: groups.map((group) => this.#groupOf(known, group)),
      rules: catalogue.map((rule) => this.#ruleOf(known, rule)),
    };
  }

  get({ principal, owner }: SystemRuleWrite, id: string): OwnedSystemRule {
    const known = this.#known(principal, owner, 'rules:read');
    return this.#ruleOf(known, this.#find(owner, id));
  }

  /** Newest first. */
  async history(
    { principal, owner }: SystemRuleWrite,
    subject: SettingSubject,
  ): Promise<readonly SettingChange[]> {
    this.#known(principal, owner, 'rules:read');
    if (subject.kind === 'rule') this.#find(owner, subject.name);
    else this.#group(owner, subject.name);
    return await this.#options.settings.changes(owner, subject);
  }

  /** What would be delivered with the override; saves nothing. */
  preview({ principal, owner }: SystemRuleWrite, id: string, draft: OverrideDraft): RulePreview {
    const known = this.#known(principal, owner, 'rules:read');
    const rule = this.#find(owner, id);
    const body = this.#checked(draft, rule, known);
    const { settings, directory, clusters, macKey, clock } = this.#options;
    const group = settings.of(owner).groups.get(rule.group);
    const before = settings.of(owner).overrides.get(id);
    const override = { ...(before ?? this.#first(owner, { kind: 'rule', name: id })), body };
    const content = virtualRule(rule, known, { group, override });
    return previewRule(owner, content, directory(), clusters.all(), macKey, clock.nowMs());
  }

  /** Switches a group, and says who is told. @param revision from If-Match; 0 where it was never set */
  async setGroup(
    write: SystemRuleWrite,
    name: string,
    setting: GroupSetting,
    revision: number,
  ): Promise<OwnedSystemGroup> {
    const { principal, owner } = write;
    const known = this.#known(principal, owner, 'rules:write');
    const group = this.#group(owner, name);
    const subject = { kind: 'group', name } as const;
    const before = this.#options.settings.of(owner).groups.get(name) ?? this.#first(owner, subject);
    const isDefault = setting.enabled === isOnUnsaid(known, group) && setting.channels.length === 0;
    const body = isDefault ? null : setting;
    if (isDeepStrictEqual(before.body, body)) return this.#groupOf(known, group);
    refuseOtherRevision(`Group ${name}`, before, revision);
    const next = { ...before, body, ...this.#stamp(principal, before) };
    const concerned = this.#options.book.catalogueOf(owner).filter((rule) => rule.group === group);
    await this.#commit(write, concerned, setting.channels, (bringing) =>
      this.#options.settings.putGroup(next, bringing),
    );
    return this.#groupOf(known, group);
  }

  /**
   * Replaces what an owner has otherwise of a rule; a draft without anything takes it back. Saving the
   * same again after an upgrade says that the change was seen.
   * @param revision from If-Match; 0 where it was never set
   */
  async override(
    write: SystemRuleWrite,
    id: string,
    draft: OverrideDraft,
    revision: number | null,
  ): Promise<OwnedSystemRule> {
    const { principal, owner } = write;
    const known = this.#known(principal, owner, 'rules:write');
    const rule = this.#find(owner, id);
    const body = this.#checked(draft, rule, known);
    const subject = { kind: 'rule', name: id } as const;
    const stored = this.#options.settings.of(owner).overrides.get(id);
    const before = stored ?? this.#first(owner, subject);
    if (isDeepStrictEqual(before.body, body)) return this.#ruleOf(known, rule);
    refuseOtherRevision(`System rule ${id}`, before, revision);
    const next = { ...before, body, ...this.#stamp(principal, before) };
    await this.#commit(write, [rule], body?.channels ?? [], (bringing) =>
      this.#options.settings.putOverride(next, bringing),
    );
    return this.#ruleOf(known, rule);
  }

  /** Back to what the catalogue says. @param revision from If-Match; null: whatever is there */
  reset(write: SystemRuleWrite, id: string, revision: number | null): Promise<OwnedSystemRule> {
    return this.override(write, id, {}, revision);
  }

  async #commit(
    { principal, owner }: SystemRuleWrite,
    concerned: readonly SystemRule[],
    channels: readonly string[],
    put: (bringing: {
      readonly author: Author;
      readonly preconditions: readonly Statement[];
    }) => Promise<BatchOutcome>,
  ): Promise<void> {
    const before = concerned.map((rule) => this.#effective(owner, rule));
    const preconditions = await this.#preconditions(owner, channels);
    const author = authorOf(principal);
    refuse(await put({ author, preconditions }), owner);
    this.#options.changed();
    for (const [index, rule] of concerned.entries()) {
      const [was, is] = [before[index], this.#effective(owner, rule)];
      if (was && is) await this.#close(was, is);
    }
  }

  #effective(owner: string, rule: SystemRule): Rule | undefined {
    const known = this.#options.book.ownerOf(owner);
    return known && this.#options.book.virtual(known, rule);
  }

  /** The change stands already: incidents that stay open here end when their alerts expire. */
  async #close(before: Rule, after: Rule): Promise<void> {
    const reason = closingReason(before, after);
    if (!reason) return;
    try {
      await this.#options.incidents.closeForRule(after.id, reason);
    } catch (err) {
      const { logger } = this.#options;
      logger.error({ err, rule: after.id, reason }, 'incidents of a system rule not resolved');
    }
  }

  /** What must still be so when the setting is written. */
  async #preconditions(owner: string, channels: readonly string[]): Promise<readonly Statement[]> {
    const { channels: known, ownerStands, book } = this.#options;
    const there = await Promise.all(channels.map((id) => known.has(owner, id)));
    const findings = channels.flatMap((id, index) =>
      there[index] ? [] : [{ path: `/channels/${index}`, message: `channel ${id} does not exist` }],
    );
    if (findings.length > 0) refuseFindings('The system rule cannot be changed', findings);
    const ladder = book.ownerOf(owner)?.ladder ?? [];
    const stands = owner === PLATFORM ? [] : [ownerStands(owner, ladder)];
    return [...stands, ...channels.map((id) => known.mustExist(owner, id))];
  }

  #checked(draft: OverrideDraft, rule: SystemRule, { ladder }: VirtualOwner) {
    const checked = checkOverride(draft, rule, ladder);
    if (checked.kind === 'ok') return checked.override;
    return refuseFindings('The system rule cannot be changed', checked.findings) ?? null;
  }

  #ruleOf(owner: VirtualOwner, rule: SystemRule): OwnedSystemRule {
    const { settings, book } = this.#options;
    const own = settings.of(owner.owner);
    const group = own.groups.get(rule.group);
    const override = own.overrides.get(rule.id);
    const body = override?.body ?? null;
    return {
      rule,
      effective: book.virtual(owner, rule),
      defaults: virtualRule(rule, owner, { group, override: undefined }),
      isGroupOn: isGroupOn(owner, rule.group, group),
      override,
      changes: body === null ? [] : overrideChanges(body, rule, owner.ladder),
    };
  }

  #groupOf(owner: VirtualOwner, group: SystemRuleGroup): OwnedSystemGroup {
    const stored = this.#options.settings.of(owner.owner).groups.get(group);
    return { group, isOn: isGroupOn(owner, group, stored), stored };
  }

  #known(principal: Principal, owner: string, permission: RulePermission): VirtualOwner {
    const directory = this.#options.directory();
    const known = this.#options.book.ownerOf(owner);
    const may =
      mayWithin(directory, principal, owner, permission) &&
      holds(directory, principal, ownerNode(owner), permission);
    if (!known || !may) throw scopeDenied();
    return known;
  }

  #find(owner: string, id: string): SystemRule {
    const rule = this.#options.book.find(owner, id);
    if (!rule) throw notFound(`System rule ${id}`);
    return rule;
  }

  #group(owner: string, name: string): SystemRuleGroup {
    const rule = this.#options.book.catalogueOf(owner).find(({ group }) => group === name);
    if (!rule) throw notFound(`Group ${name} of system rules`);
    return rule.group;
  }

  #first<Kind extends SettingSubject['kind']>(
    owner: string,
    subject: SettingSubject & { kind: Kind },
  ) {
    return { owner, subject, body: null, revision: 0, updatedAtMs: 0, updatedBy: '' } as const;
  }

  #stamp(
    principal: Principal,
    before: { readonly revision: number; readonly updatedAtMs: number },
  ) {
    return {
      revision: before.revision + 1,
      updatedAtMs: Math.max(this.#options.clock.nowMs(), before.updatedAtMs),
      updatedBy: principal.name,
    };
  }
}

function refuse(outcome: BatchOutcome, owner: string): void {
  if (outcome.kind === 'committed') return;
  switch (outcome.statement) {
    case 'system_rule.put':
      throw lostRace('The setting of system rules');
    case 'rule.owner_stands':
      throw new AppError('conflict', `Tenant ${owner} was changed meanwhile. Try again.`);
    case 'channel.exists':
      throw new AppError('conflict', 'A channel was deleted meanwhile. Choose another.');
    default:
      throw unexpectedOutcome('system-rules', outcome.statement);
  }
}
