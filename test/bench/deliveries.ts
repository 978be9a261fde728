import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Rule } from '../../alerting/rules/rule.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { createOutbound } from '../../platform/outbound/outbound.ts';
import { outboundMetrics } from '../../platform/outbound/outbound-metrics.ts';
import { openSqliteState } from '../../platform/state/sqlite-state.ts';
import { NOTIFY_MIGRATIONS, openNotifyWorld } from '../support/notify-world.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { type BenchFigure, spreadOf } from './figure.ts';

const GROUPS = 5_000;
const PER_POST = 250;
const ROUNDS = 3;

/** Counts what it gets, and says when each thousand came; answers at once. */
const RECEIVER = `
const { parentPort } = require('node:worker_threads');
const ids = new Set();
require('node:http').createServer((request, response) => {
  const id = request.headers['webhook-id'];
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-length': 2 }).end('ok');
    ids.add(id);
    if (ids.size === ${GROUPS}) parentPort.postMessage({ all: ids.size });
  });
}).listen(0, '127.0.0.1', function () { parentPort.postMessage({ port: this.address().port }); });
`;

/**
 * 5,000 groups of one alert each, queued in two tenants' outboxes on SQLite with FULL sync, delivered by
 * the guarded client to a webhook on this machine: every attempt and its outcome is on disk.
 */
export async function benchDeliveries(): Promise<readonly BenchFigure[]> {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) rates.push(await deliverAll());
  const spread = spreadOf(rates);
  return [
    {
      name: `${GROUPS} one-alert groups delivered to a local webhook`,
      value: spread.median,
      unit: 'deliveries/s',
      goal: 'at least 3,000',
      met: spread.median >= 3_000,
      spread,
      peer: null,
      peerValue: null,
      ratio: null,
    },
  ];
}

async function deliverAll(): Promise<number> {
  const folder = tempFolder('bench-deliveries');
  const receiver = new Worker(RECEIVER, { eval: true });
  const { port } = await messageOf(receiver);
  const clock = systemClock;
  const logger = createLogger({ level: 'silent' });
  const metrics = createMetrics({ version: 'bench', withProcessMetrics: false });
  const state = await openSqliteState({
    file: join(folder, 'tocsin.db'),
    migrations: NOTIFY_MIGRATIONS,
    clock,
    logger,
    metrics,
  });
  const outbound = createOutbound({
    policy: 'tenant',
    allow: ['127.0.0.1'],
    timeoutMs: 10_000,
    maxBytes: 65_536,
    clock,
    metrics: outboundMetrics(metrics),
    quick: { connections: 64 },
  });
  const world = await openNotifyWorld({ state, clock, outbound });
  try {
    const rules: Rule[] = [];
    for (const owner of ['acme', 'globex']) {
      const settings = { url: `http://127.0.0.1:${port}/${owner}` };
      const { id } = await world.addChannel(owner, { kind: 'webhook', settings });
      rules.push(world.addRule(owner, { name: `Load of ${owner}`, channels: [id] }));
    }
    for (let at = 0; at < GROUPS; at += PER_POST) {
      const alerts = Array.from({ length: PER_POST }, (_, n) => {
        const rule = rules[(at + n) % 2];
        return { ...(rule ? { rule } : {}), labels: { n: String(at + n) } };
      });
      await world.postAs(alerts);
    }
    const all = messageOf(receiver);
    const startMs = performance.now();
    await world.start();
    await all;
    return (GROUPS * 1_000) / (performance.now() - startMs);
  } finally {
    await world.stop();
    outbound.close();
    await receiver.terminate();
    await state.stop();
    removeFolder(folder);
  }
}

function messageOf(worker: Worker): Promise<{ readonly port?: number }> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
