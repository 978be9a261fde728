/** Who uses most. */
export const ranking = {
  title: 'Ranking',
  level: 'What is ranked',
  place: '#',
  levels: {
    node: 'Node',
    tenant: 'Tenant',
    project: 'Project',
    namespace: 'Namespace',
    workload: 'Workload',
    pod: 'Pod',
    container: 'Container',
    volume: 'Volume',
    ingress: 'Ingress',
  },
  empty: 'Nothing to rank',
  emptyText:
    'No metric of this level has a value in the scope. What is ranked comes from node-exporter, kube-state-metrics, cAdvisor, the kubelet and ingress-nginx.',
} as const;
