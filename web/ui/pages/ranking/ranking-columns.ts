import type { NamedMetricsInput } from '../../../contract/named-metrics.ts';

/** What can be ranked, from the largest thing to the smallest. */
export const RANKED = [
  'node',
  'tenant',
  'project',
  'namespace',
  'workload',
  'pod',
  'container',
  'volume',
  'ingress',
] as const;
export type Ranked = (typeof RANKED)[number] & NamedMetricsInput['level'];

const ofPods = (level: string): readonly string[] =>
  ['cpu_usage', 'memory_usage_wo_cache', 'net_bytes_received', 'net_bytes_transmitted'].map(
    (name) => `${level}_${name}`,
  );
const inSpaces = (level: string): readonly string[] => [
  ...ofPods(level),
  `${level}_pod_running_count`,
  `${level}_pod_abnormal_count`,
];

/** The named metrics that stand beside each other; the first one ranks unless another is chosen. */
export const COLUMNS: Readonly<Record<Ranked, readonly string[]>> = {
  node: [
    'node_cpu_utilisation',
    'node_memory_utilisation',
    'node_disk_size_utilisation',
    'node_load5',
    'node_net_utilisation',
    'node_pod_utilisation',
  ],
  tenant: inSpaces('tenant'),
  project: inSpaces('project'),
  namespace: inSpaces('namespace'),
  workload: ofPods('workload'),
  pod: [
    ...ofPods('pod'),
    'pod_cpu_limit_utilisation',
    'pod_memory_limit_utilisation',
    'pod_restart_count',
  ],
  container: [
    'container_cpu_usage',
    'container_memory_usage_wo_cache',
    'container_cpu_limit_utilisation',
    'container_memory_limit_utilisation',
    'container_cpu_throttled_ratio',
    'container_restart_count',
  ],
  volume: [
    'volume_bytes_utilisation',
    'volume_bytes_used',
    'volume_bytes_available',
    'volume_inodes_utilisation',
  ],
  ingress: [
    'ingress_request_volume_by_ingress',
    'ingress_success_rate',
    'ingress_request_duration_95percentage',
  ],
};

/** What is asked for, as it stands in the address. */
export interface RankingState {
  readonly level: Ranked;
  readonly by: string;
  readonly order: 'asc' | 'desc';
  readonly page: number;
}

/** Unknown words in the address give the defaults. */
export function readRanking(search: URLSearchParams): RankingState {
  const level = RANKED.find((each) => each === search.get('level')) ?? 'namespace';
  const columns = COLUMNS[level];
  const by = columns.find((each) => each === search.get('by')) ?? columns[0] ?? '';
  const page = Number(search.get('page') ?? 1);
  return {
    level,
    by,
    order: search.get('order') === 'asc' ? 'asc' : 'desc',
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** How long a bar is, of the longest of its column: 0 to 1. Nothing, and what is no number, has none. */
export function barShare(value: number | null, values: readonly (number | null)[]): number {
  if (value === null || !Number.isFinite(value) || value <= 0) return 0;
  const most = Math.max(...values.filter((one) => one !== null).filter(Number.isFinite));
  return most > 0 ? Math.min(1, value / most) : 0;
}
