import type { ClusterEnforcement } from '../../../platform/tenancy/cluster.ts';
import type { EnvironmentEntry } from '../../../platform/tenancy/directory.ts';
import { allowedValues, type EnforcedMatcher } from '../../scope/enforced-matcher.ts';
import type { ExplainedMatcher } from './explanation.ts';

/** Most environments named beside one value. */
const MAX_NAMED = 100;

type Labels = Pick<ClusterEnforcement, 'namespaceLabel' | 'tenantLabel' | 'clusterLabel'>;

/**
 * Says of each enforced matcher which setting its label comes from (or that it hides audit), and which environments each
 * value stands for.
 *
 * @param pairs those of the scope on this backend; none for `_platform`
 */
export function explainMatchers(
  matchers: readonly EnforcedMatcher[],
  labels: Labels,
  pairs: readonly EnvironmentEntry[],
): readonly ExplainedMatcher[] {
  return matchers.map((matcher) => {
    const from = matcher.op === 'absent' ? 'audit' : originOf(matcher.name, labels);
    const values = allowedValues(matcher);
    return {
      label: matcher.name,
      operator: matcher.op === '=~' ? '=~' : '=',
      from,
      values: values.map((value) => ({ value, environments: environmentsOf(from, value, pairs) })),
    };
  });
}

function originOf(label: string, labels: Labels): ExplainedMatcher['from'] {
  if (label === labels.namespaceLabel) return 'namespace';
  if (label === labels.tenantLabel) return 'tenant';
  return label === labels.clusterLabel ? 'cluster' : 'other';
}

function environmentsOf(
  from: ExplainedMatcher['from'],
  value: string,
  pairs: readonly EnvironmentEntry[],
): readonly string[] {
  if (from === 'other' || from === 'audit') return [];
  return pairs
    .filter((pair) => pair[from] === value)
    .slice(0, MAX_NAMED)
    .map(({ tenant, project, id }) => `${tenant}.${project}.${id}`);
}
