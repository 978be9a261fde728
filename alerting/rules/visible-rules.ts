import { AppError } from '../../platform/errors/app-error.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { type Page, type PageRequest, pageOfNewest } from '../../platform/tenancy/keyset.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { notFound, scopeDenied } from '../../platform/tenancy/refusals.ts';
import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Rule } from './rule.ts';
import { mayOnAll, mayWithin, type RulePermission } from './rule-access.ts';
import type { RuleCaller } from './rule-admission.ts';
import type { RuleChange, RuleRepository } from './rule-repository.ts';

/** Port: rules of the catalogue, as they are for an owner. */
export interface SystemRules {
  get(id: string): Rule | undefined;
  ofOwner(owner: string): readonly Rule[];
}

export interface VisibleRulesOptions {
  readonly rules: RuleRepository;
  readonly systemRules?: SystemRules;
  readonly directory: () => Directory;
}

/**
 * Which rules a caller can see and may change. Throws AppError: `scope_denied`, the same for unknown
 * owners; `not_found` for rules that are not there, of another owner, or not readable.
 */
export class VisibleRules {
  readonly #options: VisibleRulesOptions;

  constructor(options: VisibleRulesOptions) {
    this.#options = options;
  }

  /** Newest first, then the system's; only rules whose whole scope the caller can read. */
  list(principal: Principal, owner: string, page: PageRequest): Page<Rule> {
    return pageOfNewest(this.#readableOf(principal, owner), page);
  }

  /** All of them that somebody wrote. */
  readable(principal: Principal, owner: string): readonly Rule[] {
    const { systemRules } = this.#options;
    return [...this.#readableOf(principal, owner)].filter(({ id }) => !systemRules?.get(id));
  }

  /** Ids of the rules made from a template, of those the caller can read. */
  madeFrom({ principal, owner }: RuleCaller, template: string): readonly string[] {
    this.within(principal, owner, 'rules:write');
    const directory = this.#options.directory();
    return this.#options.rules
      .ofOwner(owner)
      .filter(({ source }) => source.kind === 'template' && source.template.id === template)
      .filter(({ scope }) => mayOnAll(directory, principal, scope, 'rules:read'))
      .map(({ id }) => id);
  }

  /** Newest first; of deleted rules as well. */
  async history(principal: Principal, owner: string, id: string): Promise<readonly RuleChange[]> {
    this.within(principal, owner, 'rules:read');
    if (this.#options.systemRules?.get(id)) {
      this.get(principal, owner, id);
      return [];
    }
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

  within(principal: Principal, owner: string, permission: RulePermission): void {
    if (!mayWithin(this.#options.directory(), principal, owner, permission)) throw scopeDenied();
  }

  *#readableOf(principal: Principal, owner: string): Generator<Rule> {
    this.within(principal, owner, 'rules:read');
    const directory = this.#options.directory();
    const known = new Map<string, boolean>();
    const { rules, systemRules } = this.#options;
    const system = [...(systemRules?.ofOwner(owner) ?? [])].sort((a, b) => (a.id < b.id ? 1 : -1));
    for (const rule of [...rules.ofOwner(owner), ...system]) {
      const scope = printScopeName(rule.scope);
      const mayRead = known.get(scope) ?? mayOnAll(directory, principal, rule.scope, 'rules:read');
      known.set(scope, mayRead);
      if (mayRead) yield rule;
    }
  }

  /** One that the caller can read. */
  get(principal: Principal, owner: string, id: string): Rule {
    const rule = this.#options.rules.get(id) ?? this.#options.systemRules?.get(id);
    const directory = this.#options.directory();
    const isVisible =
      rule?.owner === owner && mayOnAll(directory, principal, rule.scope, 'rules:read');
    if (!rule || !isVisible) throw notFound(`Rule ${id}`);
    return rule;
  }

  /** One that the caller may change. */
  writable(principal: Principal, owner: string, id: string): Rule {
    this.within(principal, owner, 'rules:write');
    const rule = this.#options.rules.get(id);
    const directory = this.#options.directory();
    if (rule?.owner === owner && mayOnAll(directory, principal, rule.scope, 'rules:write')) {
      return rule;
    }
    const seen = this.get(principal, owner, id);
    if (this.#options.systemRules?.get(seen.id)) {
      throw new AppError('conflict', `${seen.name} is a system rule. Override it instead.`);
    }
    throw scopeDenied();
  }
}
