import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { answers, startServerProcess } from './server-process.ts';
import { serverTool } from './server-tools.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';

interface VmalertOptions {
  /** Where it asks, a Prometheus or what answers as one. */
  readonly datasourceUrl: string;
  /** Where alerts are posted to, without `/api/v2/alerts`. */
  readonly notifierUrl: string;
  readonly password: string;
  /** Text of a rule file. */
  readonly rules: string;
}

/** A real vmalert that evaluates each second. Needs the tool `vmalert`. */
export async function startVmalert(options: VmalertOptions): Promise<{ stop(): Promise<void> }> {
  const folder = tempFolder('vmalert');
  const rules = join(folder, 'rules.yml');
  writeFileSync(rules, options.rules);
  const port = await freePort();
  const server = await startServerProcess({
    name: 'vmalert',
    command: serverTool('vmalert').path,
    args: [
      `-httpListenAddr=127.0.0.1:${port}`,
      `-datasource.url=${options.datasourceUrl}`,
      `-notifier.url=${options.notifierUrl}`,
      '-notifier.basicAuth.username=x',
      `-notifier.basicAuth.password=${options.password}`,
      `-rule=${rules}`,
      '-evaluationInterval=1s',
    ],
    cwd: folder,
    ready: () => answers(`http://127.0.0.1:${port}/health`),
  });
  return {
    stop: async () => {
      await server.stop();
      removeFolder(folder);
    },
  };
}
