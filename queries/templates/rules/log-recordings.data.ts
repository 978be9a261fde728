/** A series that the log store's ruler must record, so that metric rules can be made of logs. */
export interface LogRecording {
  /** The metric. */
  readonly record: 'namespace_pod:log_lines:count1m' | 'namespace_pod:error_log_lines:count1m';
  /** LogQL; its rows carry `namespace` and `pod`. */
  readonly logql: string;
  readonly intervalMs: number;
}

/** What the templates of the resource `log` read. The scope is enforced on each as on any query. */
export const LOG_RECORDINGS: readonly LogRecording[] = [
  {
    record: 'namespace_pod:log_lines:count1m',
    logql: 'sum by (namespace, pod) (count_over_time({namespace=~".+",pod=~".+"}[1m]))',
    intervalMs: 60_000,
  },
  {
    record: 'namespace_pod:error_log_lines:count1m',
    logql:
      'sum by (namespace, pod) (count_over_time({namespace=~".+",pod=~".+"} |~ "(?i)(error|fatal|panic|exception|critical)" [1m]))',
    intervalMs: 60_000,
  },
];
