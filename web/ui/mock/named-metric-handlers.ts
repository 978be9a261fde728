import { UNITS } from '../../../queries/templates/units.data.ts';
import type { Handlers } from './handler-types.ts';
import type { MockIo } from './world.ts';

/** Endings of names, with their titles and units. */
const KINDS: readonly (readonly [RegExp, string, string, keyof typeof UNITS])[] = [
  [/_cpu_limit_utilisation$/, 'CPU usage of the limit', 'CPU 限额使用率', 'ratio'],
  [/_memory_limit_utilisation$/, 'Memory usage of the limit', '内存限额使用率', 'ratio'],
  [/_utilisation$/, 'Utilisation', '使用率', 'ratio'],
  [/_cpu_usage$/, 'CPU usage', 'CPU 用量', 'cores'],
  [/_memory_usage_wo_cache$/, 'Memory usage without cache', '内存用量（不含缓存）', 'bytes'],
  [/_net_bytes_received$/, 'Network received', '网络接收速率', 'bytes_per_second'],
  [/_net_bytes_transmitted$/, 'Network sent', '网络发送速率', 'bytes_per_second'],
  [/_restart_count$/, 'Restarts', '重启次数', 'count'],
];

const SPACES = ['shop-prod', 'shop-dev', 'billing-prod', 'search-prod', 'idle'];

/** Five things of any level, with values that differ; the last one is idle. Nothing is sentinel `volume`. */
export function namedMetricHandlers(io: MockIo) {
  return {
    'namedMetrics.query': ({ body }) => {
      const { level, metrics = [], ranking, page, pageSize } = body;
      const names = level === 'volume' ? [] : SPACES;
      const at = ranking?.order === 'asc' ? names.toReversed() : names;
      const labels = level === 'pod' ? ['namespace', 'pod'] : [level];
      return {
        time: { kind: 'instant', at: new Date(io.now()).toISOString() },
        totalRows: at.length,
        page,
        pageSize,
        rows: at.map((name) => ({
          labels: Object.fromEntries(labels.map((label) => [label, name])),
          details: {},
        })),
        metrics: metrics.map((id, column) => {
          const [, en = id, zh = id, name = 'count'] =
            KINDS.find(([ending]) => ending.test(id)) ?? [];
          const unit = UNITS[name];
          return {
            id,
            title: { en, zh },
            unit: { plain: unit.plain, grafana: unit.grafana },
            promql: `sum by (${labels.join(', ')}) (${id})`,
            sent: null,
            error: null,
            warnings: [],
            cells: at.map((name) => {
              const place = SPACES.indexOf(name);
              const isIdle = name === 'idle';
              const size =
                unit.grafana === 'bytes' ? 2 ** 30 : unit.grafana === 'binBps' ? 2 ** 20 : 1;
              const share = unit.grafana === 'percentunit' ? 0.9 : 4 + column;
              return { idle: isIdle, value: isIdle ? 0 : (share * size) / (place + 1) };
            }),
          };
        }),
        detailsError: null,
      };
    },
  } satisfies Partial<Handlers>;
}
