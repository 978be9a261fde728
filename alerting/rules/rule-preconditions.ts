import type { Statement } from '../../platform/state/state.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { RuleContent } from './rule-draft.ts';
import { channelPath, channelsOf } from './rule-receivers.ts';
import { invalidRule } from './rule-refusals.ts';

/** Port, filled by channels. */
export interface KnownChannels {
  has(owner: string, channelId: string): Promise<boolean> | boolean;
  /** Precondition: the channel is there and belongs to the owner. */
  mustExist(owner: string, channelId: string): Statement;
}

/** Port, filled by policies. */
export interface KnownPolicies {
  has(owner: string, policyId: string): Promise<boolean> | boolean;
  /** Precondition: the policy is there and belongs to the owner. */
  mustExist(owner: string, policyId: string): Statement;
}

export interface PreconditionPorts {
  readonly channels: KnownChannels;
  readonly policies: KnownPolicies;
  /** Precondition that a tenant stands with this ladder: `ownerStands`. */
  readonly ownerStands: (tenant: string, ladder: readonly string[]) => Statement;
}

/**
 * What must still be so when the rule is written.
 * @param ladder severities of the owner
 * @throws AppError `invalid` for channels and policies that are not there
 */
export async function preconditionsOf(
  { channels, policies, ownerStands }: PreconditionPorts,
  owner: string,
  content: RuleContent,
  ladder: readonly string[],
): Promise<readonly Statement[]> {
  const { policy } = content;
  const named = channelsOf(content);
  const known = await Promise.all(named.map((id) => channels.has(owner, id)));
  const findings = named.flatMap((id, index) =>
    known[index]
      ? []
      : [{ path: channelPath(content, id), message: `channel ${id} does not exist` }],
  );
  if (policy !== null && !(await policies.has(owner, policy))) {
    findings.push({ path: '/policy', message: `policy ${policy} does not exist` });
  }
  if (findings.length > 0) throw invalidRule(findings);
  const stands = owner === PLATFORM ? [] : [ownerStands(owner, ladder)];
  return [
    ...stands,
    ...(policy === null ? [] : [policies.mustExist(owner, policy)]),
    ...named.map((id) => channels.mustExist(owner, id)),
  ];
}
