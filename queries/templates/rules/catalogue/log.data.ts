import { row, type TemplateRow } from '../template-row.ts';
import { sum } from './fragments.data.ts';

export const LOG_ROWS: readonly TemplateRow[] = [
  row(
    'errorLogCount',
    'count',
    [
      'Error lines',
      '错误日志行数',
      'Log lines of the last minute that tell of an error.',
      '最近一分钟内的错误日志行数。',
    ],
    sum('namespace_pod:error_log_lines:count1m{$f}'),
    ['>', { critical: 100, warning: 20 }, '3m'],
    [
      'Open the logs of the pod at the time of the alert and read the first errors.',
      '打开告警时刻该 Pod 的日志，查看最早出现的错误。',
    ],
  ),
  row(
    'logCount',
    'count',
    ['Log lines', '日志行数', 'Log lines of the last minute.', '最近一分钟内的日志行数。'],
    sum('namespace_pod:log_lines:count1m{$f}'),
    ['>', { critical: 60_000, warning: 12_000 }, '10m'],
    [
      'Lower the log level, or fix the loop that writes: so many lines cost storage and hide the others.',
      '降低日志级别或修复循环输出：大量日志占用存储并掩盖其他信息。',
    ],
  ),
];
