import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { buildService } from './build-service.ts';
import { freePort } from './free-port.ts';
import { quickUsers } from './quick-users.ts';
import { inRepository } from './repository.ts';
import {
  answers,
  type ServerExit,
  type ServerProcess,
  startServerProcess,
} from './server-process.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';

export interface TocsinOptions {
  /** The configuration as data; address, port and data folder are set by us. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Added to an environment without any `TOCSIN_…` variable. */
  readonly env?: Readonly<Record<string, string>>;
  /** A free one when not given. */
  readonly port?: number;
  /** Instead of the folder data beside the configuration; kept by {@link TocsinProcess.remove}. */
  readonly dataFolder?: string;
  /** Passwords stay texts, which the service hashes at their full cost (false): {@link quickUsers}. */
  readonly keepsPasswords?: boolean;
}

/** The built service in a process of its own, with its own data. */
export interface TocsinProcess {
  /** Without a trailing slash; the same after a restart. */
  readonly url: string;
  readonly port: number;
  /** Holds tocsin.yaml and the folder data. */
  readonly folder: string;
  pid(): number;
  /** Everything it printed, of all its lives. */
  log(): string;
  /** SIGTERM, which drains. */
  stop(signal?: NodeJS.Signals): Promise<ServerExit>;
  /** `kill -9`: no drain, no goodbye. */
  kill(): Promise<ServerExit>;
  /** On the same port and data, stopped first if it still runs; another configuration if given. */
  restart(config?: Readonly<Record<string, unknown>>): Promise<void>;
  /** A start that ends by `kill -9` after so long, whether it was ready or not. */
  breakStart(afterMs: number): Promise<void>;
  /** Stops and removes the folder: the end of a test. */
  remove(): Promise<void>;
}

/** Generous: a second where the machine is quiet. */
const READY_TIMEOUT_MS = 90_000;

/** Builds the server's part if it changed, starts `tocsin serve`, waits until it is ready. */
export async function startTocsin(options: TocsinOptions = {}): Promise<TocsinProcess> {
  buildService('server');
  const folder = tempFolder('service');
  const port = options.port ?? (await freePort());
  const earlier: string[] = [];
  const dataFolder = options.dataFolder ?? join(folder, 'data');
  const file = join(folder, 'tocsin.yaml');
  const isReady = () => answers(`http://127.0.0.1:${port}/api/health/ready`);
  const start = (wanted: Readonly<Record<string, unknown>>, ready = isReady) => {
    const config = options.keepsPasswords ? wanted : quickUsers(wanted);
    writeFileSync(file, stringify(ownSettings(config, dataFolder, port)));
    return launch(file, folder, options.env ?? {}, ready);
  };
  let process = await start(options.config ?? {});
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    folder,
    pid: () => process.pid,
    log: () => [...earlier, process.log()].join(''),
    stop: (signal) => process.stop(signal),
    kill: () => process.stop('SIGKILL'),
    restart: async (config) => {
      await process.stop();
      earlier.push(process.log());
      process = await start(config ?? options.config ?? {});
    },
    breakStart: async (afterMs) => {
      await process.stop();
      earlier.push(process.log());
      const endsAt = performance.now() + afterMs;
      process = await start(options.config ?? {}, async () => performance.now() >= endsAt);
      await process.stop('SIGKILL');
    },
    remove: async () => {
      await process.stop();
      removeFolder(folder);
    },
  };
}

function ownSettings(
  config: Readonly<Record<string, unknown>>,
  dataFolder: string,
  port: number,
): Record<string, unknown> {
  const workers = Number(process.env.TOCSIN_TEST_WORKERS ?? 0);
  return {
    ...config,
    // Tests count rules and incidents: those that nobody wrote are on only where a test asks for them.
    alerting: { systemRules: { platform: false }, ...(config.alerting as object | undefined) },
    server: { workers, ...(config.server as object | undefined), host: '127.0.0.1', port },
    data: { ...(config.data as object | undefined), directory: dataFolder },
  };
}

function launch(
  configFile: string,
  folder: string,
  env: Readonly<Record<string, string>>,
  ready: () => Promise<boolean>,
): Promise<ServerProcess> {
  return startServerProcess({
    name: 'tocsin',
    command: process.execPath,
    args: [inRepository('dist/web/cli/main.js'), 'serve', '--config', configFile],
    cwd: folder,
    environment: { ...withoutOurs(), ...env },
    ready,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
}

/** The service refuses variables of its own prefix that it does not know, such as a test's. */
function withoutOurs(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('TOCSIN_'));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}
