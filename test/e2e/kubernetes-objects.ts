/** Events and audit as a cluster posts them, of two tenants, over the last half hour. */
const NAMESPACES = ['acme-prod', 'umbrella-prod'] as const;

const MINUTE_MS = 60_000;

const EVENTS = [
  ['Pod', 'web-0', 'BackOff', 'Warning', 'Back-off restarting failed container web'],
  ['Pod', 'web-1', 'Pulled', 'Normal', 'Successfully pulled image "registry.example/web:7"'],
  ['Pod', 'db-0', 'FailedMount', 'Warning', 'MountVolume.SetUp failed: 卷 data 尚未就绪'],
  ['Deployment', 'web', 'ScalingReplicaSet', 'Normal', 'Scaled up replica set web-7 to 3'],
  ['Pod', 'web-2', 'OddReason (not a name)', 'Warning', 'A reason that no label can hold'],
] as const;

export function clusterEvents(nowMs: number): object {
  const items = NAMESPACES.flatMap((namespace) =>
    EVENTS.map(([kind, name, reason, type, message], index) => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${name}.${index}`,
        namespace,
        uid: `${namespace}-${index}`,
        resourceVersion: '1',
      },
      involvedObject: { kind, namespace, name, apiVersion: 'v1' },
      reason,
      type,
      message: `${message} (${namespace})`,
      source: { component: 'kubelet', host: 'node-1' },
      count: index + 1,
      lastTimestamp: new Date(nowMs - (index * 5 + 1) * MINUTE_MS).toISOString(),
    })),
  );
  return { kind: 'EventList', apiVersion: 'v1', items };
}

const REQUESTS = [
  ['jane', 'delete', 'pods', '', 'web-0', 200, '10.0.0.7'],
  ['jane', 'create', 'pods', 'exec', 'db-0', 403, '10.0.0.7'],
  ['系统管理员', 'get', 'secrets', '', 'tls', 200, '10.0.3.9'],
  ['system:serviceaccount:kube-system:controller', 'patch', 'deployments', '', 'web', 500, '::1'],
  ['system:node:node-1', 'list', 'configmaps', '', '', 200, '192.168.1.4'],
] as const;

export function clusterAudit(nowMs: number): object {
  const items = NAMESPACES.flatMap((namespace) =>
    REQUESTS.map(([username, verb, resource, subresource, name, code, address], index) => ({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Metadata',
      auditID: `${namespace}-${index}`,
      stage: 'ResponseComplete',
      requestURI: `/api/v1/namespaces/${namespace}/${resource}/${name}`,
      verb,
      user: { username, groups: ['system:authenticated'] },
      sourceIPs: [address],
      objectRef: { resource, subresource, namespace, name },
      responseStatus: { code },
      stageTimestamp: new Date(nowMs - (index * 5 + 1) * MINUTE_MS).toISOString(),
    })),
  );
  return { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items };
}
