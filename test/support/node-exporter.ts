import { freePort } from './free-port.ts';
import { answers, type ServerExit, startServerProcess } from './server-process.ts';
import { serverTool } from './server-tools.ts';

/** A node-exporter of its own. */
export interface NodeExporter {
  readonly url: string;
  /** `127.0.0.1:port`, as a scrape target is written. */
  readonly target: string;
  readonly pid: number;
  stop(signal?: NodeJS.Signals): Promise<ServerExit>;
}

/** Needs the tool `prometheus-node-exporter`. */
export async function startNodeExporter(): Promise<NodeExporter> {
  const target = `127.0.0.1:${await freePort()}`;
  const url = `http://${target}`;
  const server = await startServerProcess({
    name: 'node-exporter',
    command: serverTool('prometheus-node-exporter').path,
    args: [`--web.listen-address=${target}`],
    ready: () => answers(`${url}/metrics`),
  });
  return { url, target, pid: server.pid, stop: server.stop };
}
