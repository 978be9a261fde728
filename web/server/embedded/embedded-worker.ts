import { readFileSync } from 'node:fs';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../../platform/clock/system-clock.ts';
import { createRandomFraction } from '../../../platform/ids/random-fraction.ts';
import { createLogger } from '../../../platform/observe/logger.ts';
import { createMetrics } from '../../../platform/observe/metrics.ts';
import { outboundMetrics } from '../../../platform/outbound/outbound-metrics.ts';
import { EmbeddedHost } from './embedded-host.ts';
import type { FromEmbedded, ToEmbedded } from './embedded-messages.ts';
import type { EmbeddedSettings } from './embedded-settings.ts';

/** Entry of the thread of the embedded stores: the second composition root. */
async function serve(port: MessagePort, settings: EmbeddedSettings): Promise<void> {
  const post = (message: FromEmbedded, transfer: readonly ArrayBuffer[] = []) =>
    port.postMessage(message, [...transfer]);
  const metrics = createMetrics({ version: '', withProcessMetrics: false });
  const host = await EmbeddedHost.open({
    settings,
    clock: systemClock,
    logger: createLogger({ level: settings.logLevel }).child({ thread: 'embedded-stores' }),
    metrics,
    outboundMetrics: outboundMetrics(metrics),
    random: createRandomFraction(),
    files: { env: process.env, readFile: (path) => readFileSync(path, 'utf8') },
    post,
  });
  port.on('message', (message: ToEmbedded) => {
    if (message.kind !== 'stop') host.receive(message);
    else void host.stop().then(() => port.close());
  });
  post({ kind: 'ready' });
}

if (parentPort) await serve(parentPort, workerData);
