import { row, type TemplateRow } from '../template-row.ts';
import { firstOf, increase } from './fragments.data.ts';

export const OTEL_LOG_ROWS: readonly TemplateRow[] = [
  row(
    'logback_events',
    'count',
    [
      'Log events',
      '日志事件数',
      'Log events within the window, per level. By default: errors.',
      '时间窗口内的日志事件数，按级别。默认统计 error。',
    ],
    firstOf(increase('logback_events_total{$f}'), increase('logback_events{$f}')),
    ['>', { critical: 500, warning: 50 }, '0s'],
    [
      'Open the logs of the pod at the time of the alert and read the first errors.',
      '打开告警时刻该 Pod 的日志，查看最早出现的错误。',
    ],
    { more: ['level'], filters: [{ label: 'level', op: '=', value: 'error' }] },
  ),
];
