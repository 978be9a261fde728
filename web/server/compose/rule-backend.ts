import type { RuleQuestion } from '../../../alerting/ruler/ask-query.ts';
import type { ClusterSettings } from '../../../platform/tenancy/cluster.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import { asLogsCluster, asMetricsCluster } from '../../../queries/proxy/asked-cluster.ts';
import { type AskedBackend, askedBackend } from '../../../queries/proxy/backend-plan.ts';
import { HIDDEN_AUDIT } from '../../../queries/scope/hidden-audit.ts';

/**
 * Where a rule's question goes: with credentials, and as the owner where the backend has tenants of
 * its own; null where it cannot be asked. What holds audit now hides it, also from a rule that was
 * compiled while the cluster had another backend of logs.
 */
export function ruleBackend(
  settings: ClusterSettings | undefined,
  { owner, language, within }: Pick<RuleQuestion, 'owner' | 'language' | 'within'>,
): AskedBackend | null {
  if (settings === undefined) return null;
  const { backend, enforcement, holdsAudit } =
    language === 'promql' ? asMetricsCluster(settings) : asLogsCluster(settings);
  if (backend === null) return null;
  const allowed =
    holdsAudit === true ? { ...within, matchers: [...within.matchers, ...HIDDEN_AUDIT] } : within;
  const { tenantHeader } = enforcement;
  if (tenantHeader === null) return askedBackend(backend, null, allowed);
  const value = owner === PLATFORM ? tenantHeader.platform : owner;
  if (value === null || tenantHeader.value !== 'tenant') return null;
  return askedBackend(backend, { name: tenantHeader.name, value }, allowed);
}
