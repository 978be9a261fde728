import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { remoteWriteBody, type WrittenSeries } from './remote-write-body.ts';
import { answers, startServerProcess } from './server-process.ts';
import { serverTool } from './server-tools.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';

/** A single-node VictoriaMetrics of its own, on 127.0.0.1. */
export interface VictoriaMetrics {
  /** Without a trailing slash. */
  readonly url: string;
  /** What is written can be read when this is done. @throws Error unless it was taken */
  writeSeries(series: readonly WrittenSeries[]): Promise<void>;
  stop(): Promise<void>;
}

/** Needs the tool `victoria-metrics`. Answers about this very second, and remembers no answers. */
export async function startVictoriaMetrics(): Promise<VictoriaMetrics> {
  const folder = tempFolder('victoria-metrics');
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const server = await startServerProcess({
    name: 'victoria-metrics',
    command: serverTool('victoria-metrics').path,
    args: [
      `-httpListenAddr=${address}`,
      `-storageDataPath=${join(folder, 'data')}`,
      '-retentionPeriod=100y',
      '-search.latencyOffset=0',
      '-search.disableCache',
    ],
    cwd: folder,
    ready: () => answers(`${url}/health`),
  });
  return {
    url,
    writeSeries: async (series) => {
      const written = await fetch(`${url}/api/v1/write`, {
        method: 'POST',
        body: new Uint8Array(remoteWriteBody(series)),
        headers: { 'content-encoding': 'snappy', 'content-type': 'application/x-protobuf' },
      });
      if (!written.ok) throw new Error(`write: ${written.status} ${await written.text()}`);
      await (await fetch(`${url}/internal/force_flush`)).text();
    },
    stop: async () => {
      await server.stop();
      removeFolder(folder);
    },
  };
}
