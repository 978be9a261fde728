import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type PrometheusSettings, prometheusConfig } from './prometheus-config.ts';
import { remoteWriteBody, type WrittenSeries } from './remote-write-body.ts';
import { answers, type ServerExit, startServerProcess } from './server-process.ts';
import { serverTool } from './server-tools.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';

export interface PrometheusOptions extends PrometheusSettings {
  /** Prometheus duration between two posts of a firing alert; `1s` when not given. */
  readonly resendDelay?: string;
  /** To start again on earlier data; then the folder is the caller's to remove. */
  readonly folder?: string;
  readonly port?: number;
  /** Added to the command line, e.g. `--query.max-samples=1000000`. */
  readonly extraFlags?: readonly string[];
  /** Collects garbage so that it stays near this, e.g. `2GiB`; otherwise as its own default is. */
  readonly memoryLimit?: string;
}

/** A Prometheus of its own, on 127.0.0.1. */
export interface Prometheus {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  readonly pid: number;
  log(): string;
  /** Writes settings (all of them anew) and reloads. @throws Error when Prometheus refuses them */
  configure(settings: PrometheusSettings): Promise<void>;
  /** Reads rule files and configuration again. @throws Error with Prometheus's answer */
  reload(): Promise<void>;
  /** @throws Error unless every sample was taken */
  writeSeries(series: readonly WrittenSeries[]): Promise<void>;
  /** The `data` of an API answer: `get('/api/v1/query', { query: 'up' })`. @throws Error on error */
  get(path: string, parameters?: Readonly<Record<string, string>>): Promise<unknown>;
  stop(signal?: NodeJS.Signals): Promise<ServerExit>;
}

/** Needs the tool `prometheus`. Keeps samples for 100 years; accepts remote write and reloads. */
export async function startPrometheus(options: PrometheusOptions = {}): Promise<Prometheus> {
  const folder = options.folder ?? tempFolder('prometheus');
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const configFile = join(folder, 'prometheus.yml');
  writeFileSync(configFile, prometheusConfig(options));
  const server = await startServerProcess({
    name: 'prometheus',
    command: serverTool('prometheus').path,
    args: [
      ...prometheusFlags(folder, configFile, port, options.resendDelay ?? '1s'),
      ...(options.extraFlags ?? []),
    ],
    cwd: folder,
    ...(options.memoryLimit === undefined ? {} : { env: { GOMEMLIMIT: options.memoryLimit } }),
    ready: () => answers(`${url}/-/ready`),
  });
  return {
    url,
    port,
    folder,
    pid: server.pid,
    log: server.log,
    configure: async (settings) => {
      writeFileSync(configFile, prometheusConfig(settings));
      await post(`${url}/-/reload`);
    },
    reload: () => post(`${url}/-/reload`),
    writeSeries: (series) =>
      post(`${url}/api/v1/write`, remoteWriteBody(series), {
        'content-encoding': 'snappy',
        'content-type': 'application/x-protobuf',
        'x-prometheus-remote-write-version': '0.1.0',
      }),
    get: (path, parameters) => getData(url, path, parameters ?? {}),
    stop: async (signal) => {
      const exit = await server.stop(signal);
      if (options.folder === undefined) removeFolder(folder);
      return exit;
    },
  };
}

function prometheusFlags(
  folder: string,
  configFile: string,
  port: number,
  resendDelay: string,
): string[] {
  return [
    `--config.file=${configFile}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    '--storage.tsdb.retention.time=100y',
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-lifecycle',
    '--web.enable-remote-write-receiver',
    `--rules.alert.resend-delay=${resendDelay}`,
  ];
}

async function post(
  url: string,
  body: Buffer | null = null,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: body === null ? null : new Uint8Array(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${url}: ${response.status} ${text}`);
}

async function getData(
  url: string,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<unknown> {
  const response = await fetch(`${url}${path}?${new URLSearchParams(parameters)}`);
  const answer = (await response.json()) as { status: string; data?: unknown; error?: string };
  if (answer.status !== 'success') throw new Error(`GET ${path}: ${answer.error}`);
  return answer.data;
}
