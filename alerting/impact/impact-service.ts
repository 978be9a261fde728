import { holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory, EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Channel } from '../channels/channel.ts';
import { endedByEnvironment, endedByRule } from '../incidents/ended-by.ts';
import type { Incident } from '../incidents/incident.ts';
import { type IncidentVisibility, incidentVisibility } from '../incidents/incident-visibility.ts';
import { closingReason } from '../rules/closing-reason.ts';
import type { Rule } from '../rules/rule.ts';
import { mayOnAll } from '../rules/rule-access.ts';
import type { RuleWrite } from '../rules/rule-admission.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { RuleService } from '../rules/rule-service.ts';
import { type ChangeImpact, type EndingChange, impactOf } from './change-impact.ts';

export interface ImpactServiceOptions {
  readonly rules: Pick<RuleService, 'get' | 'wouldBe'>;
  readonly book: Pick<RuleBook, 'all'>;
  readonly open: () => Iterable<Incident>;
  readonly channel: (owner: string, id: string) => Channel | undefined;
  readonly directory: () => Directory;
}

/** What the deletion of an environment would end. */
export interface EnvironmentImpact extends ChangeImpact {
  /** Rules of this environment alone that the caller can read: they would run nowhere. */
  readonly rules: readonly Rule[];
}

/**
 * What a change would resolve and whom that would be told, asked before it is made.
 *
 * Methods throw AppError as `RuleService` does for the same change.
 */
export class ImpactService {
  readonly #options: ImpactServiceOptions;

  constructor(options: ImpactServiceOptions) {
    this.#options = options;
  }

  /** Of rules that are switched off or deleted. */
  ofEnding(
    { principal, owner }: Pick<RuleWrite, 'principal' | 'owner'>,
    ids: readonly string[],
    how: 'disable' | 'delete',
  ): ChangeImpact {
    const rules = [...new Set(ids)].map((id) => this.#options.rules.get(principal, owner, id));
    const concerned = how === 'delete' ? rules : rules.filter(({ enabled }) => enabled);
    const ending = new Set(concerned.map(({ id }) => id));
    const ends = ({ ruleId }: Incident) => ruleId !== null && ending.has(ruleId);
    const reason = how === 'delete' ? 'rule_deleted' : 'rule_disabled';
    return this.#impact(principal, owner, ending.size === 0 ? [] : [{ reason, ends }]);
  }

  /** Of a rule that is saved like this. */
  ofUpdate(write: RuleWrite, id: string): ChangeImpact {
    const { before, after } = this.#options.rules.wouldBe(write, id);
    const reason = closingReason(before, after);
    const changes = reason ? [{ reason, ends: endedByRule(id, reason, after.scope) }] : [];
    return this.#impact(write.principal, write.owner, changes);
  }

  /** Of an environment that is deleted. The caller may delete it: the route has asked. */
  ofEnvironment(
    principal: Principal,
    environment: Pick<EnvironmentEntry, 'tenant' | 'project' | 'id'>,
  ): EnvironmentImpact {
    const { tenant, project, id } = environment;
    const ends = endedByEnvironment(environment);
    const impact = this.#impact(principal, tenant, [{ reason: 'environment_deleted', ends }]);
    const directory = this.#options.directory();
    const path = `${tenant}.${project}.${id}`;
    const rules = this.#options.book
      .all()
      .filter(
        ({ owner, scope }) => owner === tenant && printScopeName(scope).split('@')[0] === path,
      )
      .filter(({ scope }) => mayOnAll(directory, principal, scope, 'rules:read'));
    return { ...impact, rules };
  }

  #impact(principal: Principal, owner: string, changes: readonly EndingChange[]): ChangeImpact {
    const { open, channel } = this.#options;
    const visibility = this.#visibility(principal, owner);
    return impactOf(open(), changes, (id) => channel(owner, id), visibility);
  }

  /** Who may see no incident at all still hears how many there are. */
  #visibility(principal: Principal, owner: string): IncidentVisibility {
    const directory = this.#options.directory();
    const sees = holdsWithin(directory, principal, ownerNode(owner), 'incidents:read');
    if (sees) return incidentVisibility(directory, principal, owner);
    return { owner, seesAll: false, environments: new Set() };
  }
}
