import type { Board, BoardQuery } from '../board.ts';
import { graph, row, shareOf, stat, table, variable } from '../board-parts.ts';
import { failedOf } from './http-status.ts';
import { ownedPods } from './owned-pods.ts';

const IN = 'namespace=~"$namespace"';
/** The pods of the workload; jobs do not run in two versions at once. */
const OWNED = ownedPods('$workload', 'without jobs');
/** The containers of the workload's pods, by matchers beside those of their namespace. */
const containers = (matchers = ''): string =>
  `kube_pod_container_info{${IN}${matchers}} * on (namespace, pod) group_left () ${OWNED}`;
const versions = (images: string): string =>
  containers(`, container=~"$container", image=~"${images}"`);

/**
 * The pods of a version by the image that the container runs, which kube-state-metrics says without being
 * set up for it; labels of pods it says only where somebody listed them.
 */
const pods = (version: Version): string => `max by (namespace, pod) (${versions(version)})`;

type Version = '$stable' | '$canary';

/** A sum over the pods of a version, by further labels. */
const of = (version: Version, value: string, by = ''): string =>
  `sum${by === '' ? '' : ` by (${by})`} (${value} * on (namespace, pod) group_left () ${pods(version)})`;

const answers = (matchers = ''): string =>
  `rate(http_requests_total{${matchers}${IN}}[$__rate_interval])`;
const requests = (version: Version): string =>
  of(version, `sum by (namespace, pod) (${answers()})`);
const errors = (version: Version): string =>
  shareOf(of(version, `sum by (namespace, pod) (${failedOf(answers)})`), requests(version));
const latency = (version: Version, quantile: string): string =>
  `histogram_quantile(${quantile}, ${of(
    version,
    `sum by (namespace, pod, le) (rate(http_request_duration_seconds_bucket{${IN}}[$__rate_interval]))`,
    'le',
  )})`;

const CPU = `sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{container!="", ${IN}}[$__rate_interval]))`;
const MEMORY = `sum by (namespace, pod) (container_memory_working_set_bytes{container!="", ${IN}})`;
const RESTARTS = `sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total{${IN}}[10m]))`;
const READY = `max by (namespace, pod) (kube_pod_status_ready{condition="true", ${IN}})`;
/** Of one pod, so that versions with different numbers of pods compare. */
const perPod = (version: Version, value: string): string =>
  `${of(version, value)} / count(${pods(version)})`;

const both = (query: (version: Version) => string): readonly BoardQuery[] => [
  [query('$stable'), ['$stable', '$stable']],
  [query('$canary'), ['$canary', '$canary']],
];

/** The canary's less the stable one's. */
const difference = (query: (version: Version) => string): readonly BoardQuery[] => [
  [`${query('$canary')} - ${query('$stable')}`, ['canary - stable', '金丝雀 - 稳定']],
];

/** As a part of the stable one's: 0.2 is a fifth more. */
const relative = (query: (version: Version) => string): readonly BoardQuery[] => [
  [`${query('$canary')} / ${query('$stable')} - 1`, ['canary / stable - 1', '金丝雀 / 稳定 - 1']],
];

const HALF = { minimum: null, steps: [] } as const;
const WORSE_ABOVE = (warn: number, bad: number) =>
  ({
    steps: [
      [null, 'green'],
      [warn, 'orange'],
      [bad, 'red'],
    ],
    width: 6,
  }) as const;

const imageVariable = (name: string, label: readonly [string, string], sort: number) =>
  variable(name, label, `group by (image) (${containers(', container=~"$container"')})`, {
    of: 'image',
    isQuery: true,
    isMulti: false,
    sort,
  });

/** Two versions of a workload beside each other and as a difference. */
export const CANARY: Board = {
  id: 'canary',
  title: ['Canary', '金丝雀发布'],
  description: [
    'Two versions of a workload side by side, by the image that their pods run: requests, errors, latency, CPU, memory, restarts.',
    '按容器组运行的镜像对比同一工作负载的两个版本：请求、错误、延迟、CPU、内存、重启。',
  ],
  tags: ['kubernetes', 'application'],
  audience: 'both',
  exporters: ['kube-state-metrics', 'cadvisor', 'http-service'],
  needs: [
    ['kube_pod_container_info'],
    ['kube_pod_owner'],
    ['http_requests_total', 'container_cpu_usage_seconds_total'],
  ],
  variables: [
    variable('namespace', ['Namespace', '命名空间'], 'kube_pod_owner', { isMulti: false }),
    variable(
      'workload',
      ['Workload', '工作负载'],
      `group by (workload) (${ownedPods('', 'without jobs')})`,
      { isQuery: true, isMulti: false },
    ),
    // The container with most images first: a sidecar's is the same in both versions.
    variable(
      'container',
      ['Container', '容器'],
      `sort_desc(count by (container) (count by (container, image) (${containers()})))`,
      { isQuery: true, isMulti: false, sort: 0 },
    ),
    imageVariable('stable', ['Stable version', '稳定版本'], 7),
    imageVariable('canary', ['Canary version', '金丝雀版本'], 8),
  ],
  rows: [
    row(
      ['Now', '当前'],
      stat(
        ['Requests that the canary answers', '金丝雀承接的请求占比'],
        'percentunit',
        [[`${requests('$canary')} / (${requests('$canary')} + ${requests('$stable')})`, '']],
        { width: 6 },
      ),
      stat(
        ['Errors: canary less stable', '错误占比之差'],
        'percentunit',
        difference((version) => errors(version)),
        WORSE_ABOVE(0.005, 0.02),
      ),
      stat(
        ['95 % latency against stable', '延迟 95 % 之比'],
        'percentunit',
        relative((version) => latency(version, '0.95')),
        WORSE_ABOVE(0.1, 0.5),
      ),
      stat(
        ['Restarts of the canary, 10 min', '金丝雀 10 分钟重启'],
        'short',
        [[of('$canary', RESTARTS), '']],
        WORSE_ABOVE(0.5, 2),
      ),
    ),
    row(
      ['Requests and errors', '请求与错误'],
      graph(
        ['Requests per second', '每秒请求'],
        'reqps',
        both((version) => requests(version)),
      ),
      graph(
        ['Share of errors', '错误占比'],
        'percentunit',
        both((version) => errors(version)),
      ),
      graph(
        ['Errors: difference', '错误占比之差'],
        'percentunit',
        difference((version) => errors(version)),
        HALF,
      ),
      graph(
        ['Latency: difference, 50 % and 95 %', '延迟之差：50 % 与 95 %'],
        's',
        ['0.5', '0.95'].map((quantile): BoardQuery => {
          const [[query = ''] = []] = difference((version) => latency(version, quantile));
          return [query, `p${quantile.slice(2).padEnd(2, '0')}`];
        }),
        HALF,
      ),
      graph(
        ['Latency, 50 %', '延迟 50 %'],
        's',
        both((version) => latency(version, '0.5')),
        { width: 8 },
      ),
      graph(
        ['Latency, 95 %', '延迟 95 %'],
        's',
        both((version) => latency(version, '0.95')),
        { width: 8 },
      ),
      graph(
        ['Latency, 99 %', '延迟 99 %'],
        's',
        both((version) => latency(version, '0.99')),
        { width: 8 },
      ),
    ),
    row(
      ['Resources of a pod', '单个容器组的资源'],
      graph(
        ['CPU', 'CPU'],
        'short',
        both((version) => perPod(version, CPU)),
        { width: 8 },
      ),
      graph(
        ['Memory', '内存'],
        'bytes',
        both((version) => perPod(version, MEMORY)),
        { width: 8 },
      ),
      graph(
        ['Restarts in 10 minutes', '10 分钟内重启'],
        'short',
        both((version) => of(version, RESTARTS)),
        { width: 8 },
      ),
      graph(
        ['CPU: canary against stable', 'CPU 之比'],
        'percentunit',
        relative((version) => perPod(version, CPU)),
        HALF,
      ),
      graph(
        ['Memory: canary against stable', '内存之比'],
        'percentunit',
        relative((version) => perPod(version, MEMORY)),
        HALF,
      ),
      table(
        ['Pods by version', '各版本的容器组'],
        'short',
        [
          [`count by (image) (${versions('$stable|$canary')})`, ['Pods', '容器组']],
          [
            `sum by (image) (${READY} * on (namespace, pod) group_right () max by (namespace, pod, image) (${versions('$stable|$canary')}))`,
            ['Ready', '就绪'],
          ],
        ],
        { height: 5 },
      ),
    ),
  ],
};
