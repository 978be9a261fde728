import type { BilingualText } from '../../templates/named-metric.ts';
import { LOG_RECORDINGS, type LogRecording } from '../../templates/rules/log-recordings.data.ts';
import { UNIT_RANGES } from '../../templates/rules/unit-ranges.data.ts';
import type { SystemRule } from '../system-rule.ts';

/** Of each series: id, title and description. */
const TEXTS: Readonly<
  Record<
    LogRecording['record'],
    { readonly id: string; readonly title: BilingualText; readonly description: BilingualText }
  >
> = {
  'namespace_pod:log_lines:count1m': {
    id: 'record-log-lines',
    title: { en: 'Lines that pods log', zh: 'Pod 日志行数' },
    description: {
      en: 'Lines of the last minute, by namespace and pod, as a metric.',
      zh: '最近一分钟的日志行数，按命名空间和 Pod 记录为指标。',
    },
  },
  'namespace_pod:error_log_lines:count1m': {
    id: 'record-error-log-lines',
    title: { en: 'Lines of errors that pods log', zh: 'Pod 错误日志行数' },
    description: {
      en: 'Lines of the last minute that tell of an error, by namespace and pod, as a metric.',
      zh: '最近一分钟包含错误关键字的日志行数，按命名空间和 Pod 记录为指标。',
    },
  },
};

const RUNBOOK: BilingualText = {
  en: 'If nothing is recorded, see that streams carry the labels namespace and pod, and that what evaluates rules on logs writes its results to the metric store.',
  zh: '若没有记录到数据，请检查日志流是否带有 namespace 与 pod 标签，以及日志规则的执行方是否将结果写入指标存储。',
};

/** What the templates of the resource `log` read, delivered as rules that record. */
export const RECORDINGS: readonly SystemRule[] = LOG_RECORDINGS.map(
  ({ record, logql, intervalMs }) => ({
    ...TEXTS[record],
    version: 1,
    kubegems: [],
    group: 'recordings',
    audience: 'both',
    isOn: true,
    runbook: RUNBOOK,
    language: 'logql',
    expression: logql.replace('namespace=~".+"', 'namespace=~"$namespace"'),
    record,
    intervalMs,
    labels: ['namespace', 'pod'],
    unit: 'count',
    range: UNIT_RANGES.count,
    operator: '>',
    levels: [],
    keepFiringForMs: 0,
    cases: [],
  }),
);
