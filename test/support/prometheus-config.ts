import { stringify } from 'yaml';

/** One scrape job. */
export interface ScrapeJob {
  readonly jobName: string;
  /** `host:port` each. */
  readonly targets: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Prometheus duration, `1s` when not given. */
  readonly interval?: string;
  readonly metricsPath?: string;
}

/** Where alerts are sent, such as `http://127.0.0.1:8080/intake/clusters/lab` (a path is a prefix). */
export interface AlertmanagerTarget {
  readonly url: string;
  readonly bearerToken?: string;
  readonly basicAuth?: { readonly username: string; readonly password: string };
}

export interface PrometheusSettings {
  readonly scrape?: readonly ScrapeJob[];
  /** Absolute paths or globs. */
  readonly ruleFiles?: readonly string[];
  readonly alertmanagers?: readonly AlertmanagerTarget[];
  /** Prometheus duration, `1s` when not given. */
  readonly evaluationInterval?: string;
  /** How old a written sample may be: `100y` when not given, so that fixtures choose their time. */
  readonly outOfOrderWindow?: string;
  readonly externalLabels?: Readonly<Record<string, string>>;
  /** Where samples are sent to as well; small batches, metadata every second. */
  readonly remoteWriteUrl?: string;
  /** Where every question is written down with what it cost. */
  readonly queryLogFile?: string;
}

/** The text of prometheus.yml. */
export function prometheusConfig(settings: PrometheusSettings): string {
  return stringify({
    global: {
      scrape_interval: '1s',
      scrape_timeout: '1s',
      evaluation_interval: settings.evaluationInterval ?? '1s',
      external_labels: settings.externalLabels ?? {},
      ...(settings.queryLogFile === undefined ? {} : { query_log_file: settings.queryLogFile }),
    },
    storage: { tsdb: { out_of_order_time_window: settings.outOfOrderWindow ?? '100y' } },
    rule_files: settings.ruleFiles ?? [],
    remote_write: (settings.remoteWriteUrl === undefined ? [] : [settings.remoteWriteUrl]).map(
      remoteWriteConfig,
    ),
    scrape_configs: (settings.scrape ?? []).map(scrapeConfig),
    alerting: { alertmanagers: (settings.alertmanagers ?? []).map(alertmanagerConfig) },
  });
}

function remoteWriteConfig(url: string): object {
  return {
    url,
    queue_config: { batch_send_deadline: '200ms', min_backoff: '50ms', max_backoff: '200ms' },
    metadata_config: { send: true, send_interval: '1s' },
  };
}

function scrapeConfig(job: ScrapeJob): object {
  return {
    job_name: job.jobName,
    scrape_interval: job.interval ?? '1s',
    metrics_path: job.metricsPath ?? '/metrics',
    static_configs: [{ targets: job.targets, labels: job.labels ?? {} }],
  };
}

function alertmanagerConfig({ url, bearerToken, basicAuth }: AlertmanagerTarget): object {
  const { protocol, host, pathname } = new URL(url);
  return {
    scheme: protocol.replace(':', ''),
    api_version: 'v2',
    timeout: '5s',
    path_prefix: pathname,
    static_configs: [{ targets: [host] }],
    ...(bearerToken === undefined
      ? {}
      : { authorization: { type: 'Bearer', credentials: bearerToken } }),
    ...(basicAuth === undefined ? {} : { basic_auth: basicAuth }),
  };
}
