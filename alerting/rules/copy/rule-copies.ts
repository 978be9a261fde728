import { AppError } from '../../../platform/errors/app-error.ts';
import { authorize } from '../../../platform/tenancy/authorize.ts';
import type { Directory, EnvironmentEntry } from '../../../platform/tenancy/directory.ts';
import { scopeDenied } from '../../../platform/tenancy/refusals.ts';
import { PLATFORM, type ScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { Rule } from '../rule.ts';
import { exists, mayOnAll, type RulePermission } from '../rule-access.ts';
import type { RuleCaller } from '../rule-admission.ts';
import type { RuleClusters } from '../rule-cluster.ts';
import type { RuleService } from '../rule-service.ts';
import { type CopiedContent, copyContent } from './copy-content.ts';

export interface RuleCopiesOptions {
  readonly rules: Pick<RuleService, 'get' | 'adopt'>;
  readonly directory: () => Directory;
  readonly clusters: RuleClusters;
}

/** What became, or would become, of one rule that was to be copied. */
export interface CopyOutcome {
  readonly rule: Rule;
  readonly copied: CopiedContent;
}

/** Copies of rules in another environment, project or cluster of their owner. */
export class RuleCopies {
  readonly #options: RuleCopiesOptions;

  constructor(options: RuleCopiesOptions) {
    this.#options = options;
  }

  /**
   * What a copy would be; makes nothing.
   * @throws AppError `not_found` for a rule that is not readable, `scope_denied` where the caller may
   * not write rules in the target
   */
  preview(caller: RuleCaller, id: string, scope: ScopeName): CopyOutcome {
    const { rules, directory, clusters } = this.#options;
    const rule = rules.get(caller.principal, caller.owner, id);
    const owner = scope.kind === 'platform' ? PLATFORM : scope.node.tenant;
    const may =
      owner === caller.owner && mayOnAll(directory(), caller.principal, scope, 'rules:write');
    if (!may) throw scopeDenied();
    if (!exists(directory(), scope)) {
      return { rule, copied: { kind: 'refused', reason: 'the scope does not exist' } };
    }
    const from = this.#environments(caller, rule.scope, 'rules:read');
    const to = this.#environments(caller, scope, 'rules:write');
    const target = { scope, from, to, namespaceLabels: labelsOf(clusters) };
    return { rule, copied: copyContent(rule, target) };
  }

  #environments(
    { principal }: RuleCaller,
    scope: ScopeName,
    permission: RulePermission,
  ): readonly EnvironmentEntry[] {
    const granted = authorize(this.#options.directory(), principal, scope, permission);
    return granted.kind === 'granted' ? granted.scope.pairs : [];
  }

  /** @throws AppError as `preview` and `RuleService.create` do, and `invalid` where it cannot be */
  async copy(caller: RuleCaller, id: string, scope: ScopeName): Promise<Rule> {
    const { copied } = this.preview(caller, id, scope);
    if (copied.kind === 'refused') {
      throw new AppError('invalid', `The rule cannot be copied: ${copied.reason}`);
    }
    return this.#options.rules.adopt(caller, copied.content);
  }
}

function labelsOf(clusters: RuleClusters): ReadonlySet<string> {
  const names = clusters
    .all()
    .flatMap(({ enforcement, logs }) => [
      enforcement.namespaceLabel,
      logs?.enforcement.namespaceLabel ?? null,
    ]);
  return new Set(['namespace', ...names.filter((name) => name !== null)]);
}
