import { AppError } from '../../../platform/errors/app-error.ts';
import { PLATFORM, printScopeName, type ScopeName } from '../../../platform/tenancy/scope-name.ts';
import { SEVERITY_LABEL } from '../alert-labels.ts';
import type { ExchangeGroup, ExchangeRule } from '../exchange/exchange-group.ts';
import { exportRule } from '../exchange/export-rule.ts';
import { type ImportLine, importRules } from '../exchange/import-rules.ts';
import { readRules } from '../exchange/read-rules.ts';
import type { Rule } from '../rule.ts';
import type { RuleCaller, RuleWrite } from '../rule-admission.ts';
import type { RuleLanguage } from '../rule-language.ts';
import { numbered } from '../rule-refusals.ts';
import type { RuleService } from '../rule-service.ts';
import { listGroups, namespaceOf, type RulerGroup, readNamespace } from './list-groups.ts';
import { mergeContent } from './merge-content.ts';
import { type PairedRules, pairRules } from './pair-rules.ts';
import type { RulerPlaces } from './ruler-places.ts';

export interface RulerGroupsOptions {
  readonly rules: Pick<
    RuleService,
    'readable' | 'contextOf' | 'judge' | 'admit' | 'amend' | 'createAll' | 'writable' | 'delete'
  >;
  /** Every rule of an owner that somebody wrote. */
  readonly ofOwner: (owner: string) => Iterable<Rule>;
  readonly places: RulerPlaces;
}

/** Who asks, below which scope, in which language. */
export interface RulerCall {
  readonly principal: RuleCaller['principal'];
  readonly scope: ScopeName;
  readonly language: RuleLanguage;
}

const DEFAULT_INTERVAL = '1m';
const USUAL_SEVERITY = 'warning';
/** Each is compiled before anything is written, and nobody else is served meanwhile. */
const MOST_OF_GROUP = 1_000;

/**
 * The rules of a scope as groups of a Cortex or Mimir ruler, so that Grafana's alerting pages and
 * `mimirtool` can list and write them. A group has what people wrote, without enforced matchers. Throws
 * AppError as `RuleService` does.
 */
export class RulerGroups {
  readonly #options: RulerGroupsOptions;

  constructor(options: RulerGroupsOptions) {
    this.#options = options;
  }

  /** Those that the caller can read: whole groups, or what they may read of them. */
  list({ principal, scope, language }: RulerCall): readonly RulerGroup[] {
    const { rules } = this.#options;
    const readable = new Set(rules.readable(principal, ownerOf(scope)).map(({ id }) => id));
    return this.#groups(scope, language).flatMap((group) => {
      const seen = group.rules.filter(({ id }) => readable.has(id));
      return seen.length === 0 ? [] : [{ ...group, rules: seen }];
    });
  }

  /** Every group of the scope with all its rules, for names; not for a caller's eyes. */
  placesIn(scope: ScopeName, language: RuleLanguage): ReadonlyMap<string, RulerGroup> {
    const groups = this.#groups(scope, language);
    return new Map(groups.flatMap((group) => group.rules.map(({ id }) => [id, group] as const)));
  }

  /**
   * Writes one group: its rules become those of the text. Rules keep their identity, their receivers
   * and all else that the format cannot say. Nothing is written when a rule of the text cannot be taken.
   * @param text the group as YAML
   */
  async put(call: RulerCall, namespace: string, text: string): Promise<void> {
    const { principal, scope } = call;
    const owner = ownerOf(scope);
    const target = readNamespace(namespace, scope);
    const { group, drafts } = this.#read(call, target.scope, text);
    const shown = namespaceOf(scope, target.scope, target.namespace);
    const known = this.list(call).find(
      ({ name, namespace: other }) => name === group && other === shown,
    );
    const paired = pairRules(known?.rules ?? [], drafts);
    this.#judge({ principal, owner }, paired);
    const ids = await this.#write({ principal, owner }, paired);
    await this.#options.places.set(ids, { namespace: target.namespace, group });
    for (const { id } of paired.gone) await this.#options.rules.delete(principal, owner, id, null);
  }

  /**
   * Deletes the rules of a group, or of all groups of a namespace.
   * @throws AppError `not_found` where there are none
   */
  async remove(call: RulerCall, namespace: string, group: string | null): Promise<void> {
    const { principal, scope } = call;
    const { rules } = this.#options;
    const owner = ownerOf(scope);
    const found = this.list(call).filter(
      (one) => one.namespace === namespace && (group === null || one.name === group),
    );
    if (found.length === 0) throw noGroup(namespace, group);
    const all = found.flatMap((one) => one.rules);
    for (const { id } of all) rules.writable({ principal, owner }, id);
    for (const { id } of all) await rules.delete(principal, owner, id, null);
  }

  #groups(scope: ScopeName, language: RuleLanguage): readonly RulerGroup[] {
    const { ofOwner, places } = this.#options;
    const rules = [...ofOwner(ownerOf(scope))].filter((rule) => rule.language === language);
    return listGroups(rules, scope, (id) => places.of(id));
  }

  #read({ principal, scope, language }: RulerCall, target: ScopeName, text: string) {
    const read = readRules(text, language);
    if (read.kind === 'refused') throw unreadable(read.finding.message.en);
    const groups = read.documents.flatMap((document) => document.groups);
    const [group] = groups;
    if (groups.length > 1) throw unreadable('it holds more than one group.');
    if (group === undefined || group.name === '') throw unreadable('it names no group.');
    if (group.rules.length > MOST_OF_GROUP)
      throw unreadable(`it holds more than ${MOST_OF_GROUP} rules. Split it.`);
    const context = this.#options.rules.contextOf(principal, ownerOf(scope));
    const { ladder } = context;
    const { drafts, report } = importRules(read, {
      ...context,
      scope: printScopeName(target),
      interval: DEFAULT_INTERVAL,
      severities: new Map(),
      defaultSeverity: ladder.includes(USUAL_SEVERITY) ? USUAL_SEVERITY : (ladder.at(-1) ?? null),
      channels: [],
      enabled: true,
    });
    refuseAny(report);
    if (drafts.length === 0) throw unreadable('it holds no rules. Delete the group instead.');
    return { group: group.name, drafts };
  }

  #judge(caller: RuleCaller, { drafts, gone }: PairedRules): void {
    const { rules } = this.#options;
    for (const [index, { draft, before }] of drafts.entries()) {
      numbered(index, () => rules.judge({ ...caller, draft }));
      if (before) rules.writable(caller, before.id);
    }
    for (const { id } of gone) rules.writable(caller, id);
  }

  /** Ids of the group's rules, in their order. */
  async #write(caller: RuleCaller, { drafts }: PairedRules): Promise<readonly string[]> {
    const { rules } = this.#options;
    const fresh = drafts.flatMap(({ draft, before }) => (before ? [] : [draft]));
    const made = await rules.createAll(caller.principal, caller.owner, fresh);
    for (const { draft, before } of drafts) {
      if (before) await this.#amend({ ...caller, draft }, before.id);
    }
    const created = made.map(({ id }) => id);
    return drafts.flatMap(({ before }) => (before ? before.id : (created.shift() ?? [])));
  }

  async #amend(write: RuleWrite, id: string): Promise<void> {
    const { rules } = this.#options;
    const written = rules.admit(write);
    await rules.amend(write, id, (before) => mergeContent(before, written) ?? {});
  }
}

/** A group as the ruler API words it. Rules that cannot be told (their question does not parse) are left out. */
export function exchangeGroup({ name, rules }: RulerGroup): ExchangeGroup | null {
  const told = rules.flatMap((rule) => {
    const exported = exportRule(rule);
    return exported.kind === 'group' ? [exported.group] : [];
  });
  const [first] = told;
  return first ? { ...first, name, rules: told.flatMap((group) => group.rules) } : null;
}

/** The rule of a group that a severity of ours became, as people wrote it. */
export function exchangeRuleOf(rule: Rule, severity: string | undefined): ExchangeRule | null {
  const exported = exportRule(rule);
  if (exported.kind === 'refused') return null;
  const { rules } = exported.group;
  return rule.record === null
    ? (rules.find(({ labels }) => labels.get(SEVERITY_LABEL) === severity) ?? null)
    : (rules[0] ?? null);
}

/**
 * Grafana takes a 404 for a ruler that lacks the group only where it begins as Mimir's and Loki's do; else
 * for one that is not there, and then offers no editing.
 * @param group null: of the whole namespace
 */
export function noGroup(namespace: string, group: string | null): AppError {
  const where = JSON.stringify(namespace.slice(0, 100));
  const message =
    group === null
      ? `no rule groups found: namespace ${where} has no rules`
      : `group does not exist: namespace ${where} has no group ${JSON.stringify(group.slice(0, 100))}`;
  return new AppError('not_found', message);
}

function ownerOf(scope: ScopeName): string {
  return scope.kind === 'platform' ? PLATFORM : scope.node.tenant;
}

function refuseAny(report: readonly ImportLine[]): void {
  const refused = report.filter(({ outcome }) => outcome === 'refused');
  if (refused.length === 0) return;
  const texts = refused.map(({ rule, message }) => `${rule}: ${message.en}`);
  throw new AppError('invalid', `nothing was written. ${texts.join(' ')}`);
}

function unreadable(message: string): AppError {
  return new AppError('invalid', `the group cannot be taken: ${message}`);
}
