import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from './free-port.ts';
import { answers, type ServerExit, startServerProcess } from './server-process.ts';
import { serverTool } from './server-tools.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';

/** A real Alertmanager of its own, on 127.0.0.1. */
export interface Alertmanager {
  readonly url: string;
  readonly pid: number;
  log(): string;
  stop(signal?: NodeJS.Signals): Promise<ServerExit>;
}

const silent = { route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] };

/**
 * Needs the tool `prometheus-alertmanager`.
 * @param config alertmanager.yml as data; without it alerts are kept and nobody is notified
 */
export async function startAlertmanager(config: object = silent): Promise<Alertmanager> {
  const folder = tempFolder('alertmanager');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const configFile = join(folder, 'alertmanager.yml');
  writeFileSync(configFile, stringify(config));
  const program = serverTool('prometheus-alertmanager');
  const server = await startServerProcess({
    name: 'alertmanager',
    command: program.path,
    args: [
      `--config.file=${configFile}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    cwd: program.cwd ?? folder,
    ready: () => answers(`${url}/-/ready`),
  });
  return {
    url,
    pid: server.pid,
    log: server.log,
    stop: async (signal) => {
      const exit = await server.stop(signal);
      removeFolder(folder);
      return exit;
    },
  };
}
