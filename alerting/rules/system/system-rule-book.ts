import type { Directory } from '../../../platform/tenancy/directory.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { SystemRule } from '../../../queries/system-rules/system-rule.ts';
import type { Rule } from '../rule.ts';
import type { RuleBook } from '../rule-book.ts';
import { systemRuleId } from './system-rule-id.ts';
import type { OwnerSettings, SystemSettings } from './system-settings.ts';
import { isFor, isGroupOn, type VirtualOwner, virtualRule } from './virtual-rule.ts';

export interface SystemRuleBookOptions {
  /** Of the running version. */
  readonly catalogue: readonly SystemRule[];
  readonly settings: SystemSettings;
  readonly directory: () => Directory;
  readonly platformLadder: readonly string[];
  /** Whether groups are on where nobody said otherwise. */
  readonly defaults: { readonly platform: boolean; readonly tenants: boolean };
}

interface Made {
  readonly rule: SystemRule;
  readonly basis: readonly unknown[];
  readonly virtual: Rule;
}

/**
 * The system rules of all owners, made when somebody asks and the same objects until something of
 * them changes. Of an owner those are in the book whose group is on, or was ever set: what nobody
 * touched costs nothing.
 */
export class SystemRuleBook implements RuleBook {
  readonly #options: SystemRuleBookOptions;
  readonly #byId: ReadonlyMap<string, SystemRule>;
  #made = new Map<string, Made>();
  #rules: readonly Rule[] = [];
  #basis = '';

  constructor(options: SystemRuleBookOptions) {
    this.#options = options;
    this.#byId = new Map(options.catalogue.map((rule) => [rule.id, rule]));
  }

  get(id: string): Rule | undefined {
    this.#refresh();
    return this.#made.get(id)?.virtual;
  }

  all(): readonly Rule[] {
    this.#refresh();
    return this.#rules;
  }

  /** In the order of the catalogue. */
  ofOwner(owner: string): readonly Rule[] {
    return this.all().filter((rule) => rule.owner === owner);
  }

  /** The rule of the catalogue that a rule of the book is; undefined for any other. */
  systemRuleOf(id: string): SystemRule | undefined {
    this.#refresh();
    return this.#made.get(id)?.rule;
  }

  /** A rule of the catalogue that the owner can have. */
  find(owner: string, id: string): SystemRule | undefined {
    const rule = this.#byId.get(id);
    return rule && isFor(rule, owner) ? rule : undefined;
  }

  /** All that the owner can have, in the order of the catalogue. */
  catalogueOf(owner: string): readonly SystemRule[] {
    return this.#options.catalogue.filter((rule) => isFor(rule, owner));
  }

  /** Undefined for owners that are not there. */
  ownerOf(owner: string): VirtualOwner | undefined {
    const { platformLadder: ladder, defaults, directory } = this.#options;
    if (owner === PLATFORM) {
      return { owner, language: 'en', ladder, isOnByDefault: defaults.platform };
    }
    const tenant = directory().tenants.get(owner);
    if (!tenant) return undefined;
    const { language, severities } = tenant;
    return { owner, language, ladder: severities, isOnByDefault: defaults.tenants };
  }

  /** The rule as the owner has it, also where it is not in the book. */
  virtual(owner: VirtualOwner, rule: SystemRule): Rule {
    this.#refresh();
    return this.#make(owner, rule, this.#options.settings.of(owner.owner)).virtual;
  }

  #refresh(): void {
    const { directory, settings, catalogue } = this.#options;
    const { version, tenants } = directory();
    const basis = `${version} ${settings.version}`;
    if (basis === this.#basis) return;
    const made = new Map<string, Made>();
    for (const name of [PLATFORM, ...tenants.keys()]) {
      const owner = this.ownerOf(name);
      const own = settings.of(name);
      if (!owner || (!owner.isOnByDefault && own.groups.size + own.overrides.size === 0)) continue;
      for (const rule of catalogue) {
        if (!isFor(rule, name) || !isInBook(owner, rule, own)) continue;
        const one = this.#make(owner, rule, own);
        made.set(one.virtual.id, one);
      }
    }
    this.#made = made;
    const rules = [...made.values()].map(({ virtual }) => virtual);
    const isSame =
      rules.length === this.#rules.length && rules.every((one, i) => one === this.#rules[i]);
    if (!isSame) this.#rules = rules;
    this.#basis = basis;
  }

  #make(owner: VirtualOwner, rule: SystemRule, own: OwnerSettings): Made {
    const group = own.groups.get(rule.group);
    const override = own.overrides.get(rule.id);
    const { language, ladder, isOnByDefault } = owner;
    const basis = [rule, group, override, language, ladder.join('\n'), isOnByDefault];
    const before = this.#made.get(systemRuleId(owner.owner, rule.id));
    if (before && basis.every((part, index) => part === before.basis[index])) return before;
    return { rule, basis, virtual: virtualRule(rule, owner, { group, override }) };
  }
}

function isInBook(owner: VirtualOwner, rule: SystemRule, own: OwnerSettings): boolean {
  const group = own.groups.get(rule.group);
  return isGroupOn(owner, rule.group, group) || group !== undefined || own.overrides.has(rule.id);
}
