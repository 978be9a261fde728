import { printDurationMs } from '../../../platform/model/duration.ts';
import { plainAuth } from '../../../platform/tenancy/backend-secrets.ts';
import type {
  BackendEnforcement,
  LogsBackend,
  MetricsBackend,
} from '../../../platform/tenancy/cluster.ts';
import type { Backend, Plain } from '../../../platform/tenancy/cluster-backend.ts';
import { plainKubernetes } from '../../../platform/tenancy/cluster-kubernetes.ts';
import type { SealedCluster } from '../../../platform/tenancy/cluster-sql.ts';
import type { RuleSinkSettings } from '../../../platform/tenancy/rule-sink-settings.ts';
import type * as backends from '../../contract/backends.ts';
import type * as contract from '../../contract/tenancy.ts';
import { presentStored } from './present.ts';

/** Without the secrets of its backends, which are write-only. */
export function presentCluster(cluster: SealedCluster): contract.Cluster {
  const { id, title, metrics, logs, kubernetes, enforcement } = cluster;
  const { collection, ruleSink, alertNamespaceTrusted } = cluster;
  return {
    id,
    title,
    metrics: metrics && presentMetrics(metrics),
    logs: logs && presentLogs(logs),
    enforcement: {
      ...presentEnforcement(enforcement),
      exemptMetrics: [...enforcement.exemptMetrics],
      strict: enforcement.strict,
      guardPast: enforcement.guardPast,
    },
    kubernetes: kubernetes && plainKubernetes(kubernetes),
    collection: { ...collection },
    ruleSink: presentSink(ruleSink),
    alertNamespaceTrusted,
    replicaLabels: [...cluster.replicaLabels],
    ...presentStored(cluster),
  };
}

function presentSink(sink: RuleSinkSettings): contract.Cluster['ruleSink'] {
  return sink.kind === 'kubernetes' ? { ...sink, adopt: [...sink.adopt] } : { ...sink };
}

function presentMetrics(metrics: Plain<MetricsBackend>): backends.MetricsBackend {
  return { kind: metrics.kind, ...presentBackend(metrics) };
}

function presentLogs(logs: Plain<LogsBackend>): backends.LogsBackend {
  const { kind, enforcement } = logs;
  return {
    kind,
    ...presentBackend(logs),
    enforcement: enforcement && presentEnforcement(enforcement),
  };
}

/** Member by member: what is not named here is not shown. */
function presentBackend({ url, timeoutMs, auth, tls }: Plain<Backend>) {
  const { ca, clientCert, serverName, insecureSkipVerify } = tls;
  return {
    url,
    timeout: printDurationMs(timeoutMs),
    auth: plainAuth(auth),
    tls: { ca, clientCert, serverName, insecureSkipVerify },
  };
}

function presentEnforcement(enforcement: BackendEnforcement) {
  const { namespaceLabel, tenantLabel, clusterLabel, tenantHeader } = enforcement;
  return {
    namespaceLabel,
    tenantLabel,
    clusterLabel,
    tenantHeader: tenantHeader && { ...tenantHeader },
  };
}
