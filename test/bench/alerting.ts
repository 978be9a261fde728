import { join } from 'node:path';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { openSqliteState } from '../../platform/state/sqlite-state.ts';
import { NOBODY_TOLD } from '../support/notify-things.ts';
import {
  alertJson,
  CLUSTER_TOKEN,
  NOTIFY_MIGRATIONS,
  openNotifyWorld,
} from '../support/notify-world.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { type BenchFigure, spreadOf } from './figure.ts';

const ALERTS_PER_POST = 64;
const CONNECTIONS = 8;
const POSTS_PER_ROUND = 800;
const ROUNDS = 3;

interface Round {
  readonly alertsPerSecond: number;
  readonly p99Ms: number;
  /** Of all threads, in microseconds: says more than the time where others use the machine too. */
  readonly cpuPerAlertUs: number;
}

/**
 * Intake without HTTP: bodies as text, parsed, identified, recorded and committed on SQLite with
 * FULL sync before each post counts. Every alert is new (an incident, two events) or a refresh.
 */
export async function benchAlerting(): Promise<readonly BenchFigure[]> {
  return [
    ...(await benchIntake('new incidents', (n) => ({ labels: { n: String(n) } }))),
    ...(await benchIntake('refreshes', (n) => ({ labels: { n: String(n % 10_000) } }))),
  ];
}

async function benchIntake(
  what: string,
  alertOf: (n: number) => { readonly labels: Readonly<Record<string, string>> },
): Promise<readonly BenchFigure[]> {
  const folder = tempFolder('bench-alerting');
  const clock = systemClock;
  const state = await openSqliteState({
    file: join(folder, 'tocsin.db'),
    migrations: NOTIFY_MIGRATIONS,
    clock,
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics({ version: 'bench', withProcessMetrics: false }),
  });
  const send = async () =>
    ({ kind: 'answered', status: 200, headers: {}, body: Buffer.alloc(0), isCut: false }) as const;
  const world = await openNotifyWorld({ state, clock, outbound: { send } });
  const rules = ['acme', 'globex'].map((owner) =>
    world.addRule(owner, { name: 'Load', levels: NOBODY_TOLD }),
  );
  let next = 0;
  const body = () => {
    const alerts = Array.from({ length: ALERTS_PER_POST }, () => {
      const n = next++;
      const rule = rules[n % 2];
      const namespace = n % 2 === 0 ? 'acme-prod' : 'globex-prod';
      return alertJson({ ...(rule ? { rule } : {}), namespace, ...alertOf(n) }, clock.nowMs());
    });
    // Outside of the heap, as what comes from a socket.
    return Buffer.from(JSON.stringify(alerts));
  };
  try {
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push(
        await runRound(Array.from({ length: POSTS_PER_ROUND }, body), (bytes) =>
          world.notifier.pipeline.receive(CLUSTER_TOKEN, JSON.parse(bytes.toString())),
        ),
      );
    }
    return figuresOf(what, rounds);
  } finally {
    await state.stop();
    removeFolder(folder);
  }
}

/** Several connections, each posting the next batch when the last was acknowledged. */
async function runRound(
  bodies: readonly Buffer[],
  post: (body: Buffer) => Promise<unknown>,
): Promise<Round> {
  const latencies: number[] = [];
  const startCpu = process.cpuUsage();
  const startMs = performance.now();
  let next = 0;
  const connection = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const sentMs = performance.now();
      await post(body);
      latencies.push(performance.now() - sentMs);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  const elapsedMs = performance.now() - startMs;
  const cpu = process.cpuUsage(startCpu);
  const alerts = latencies.length * ALERTS_PER_POST;
  latencies.sort((a, b) => a - b);
  return {
    alertsPerSecond: (alerts * 1_000) / elapsedMs,
    p99Ms: latencies[Math.floor((latencies.length - 1) * 0.99)] ?? Number.NaN,
    cpuPerAlertUs: (cpu.user + cpu.system) / alerts,
  };
}

function figuresOf(what: string, rounds: readonly Round[]): readonly BenchFigure[] {
  const rate = spreadOf(rounds.map(({ alertsPerSecond }) => alertsPerSecond));
  const p99 = spreadOf(rounds.map(({ p99Ms }) => p99Ms));
  const cpu = spreadOf(rounds.map(({ cpuPerAlertUs }) => cpuPerAlertUs));
  const nothing = { peer: null, peerValue: null, ratio: null };
  return [
    {
      ...nothing,
      name: `durable intake in posts of ${ALERTS_PER_POST}, ${what}`,
      value: rate.median,
      unit: 'alerts/s',
      goal: 'at least 20,000',
      met: rate.median >= 20_000,
      spread: rate,
    },
    {
      ...nothing,
      name: `the same, p99 of a post`,
      value: p99.median,
      unit: 'ms',
      goal: 'under 50',
      met: p99.median < 50,
      spread: p99,
    },
    {
      ...nothing,
      name: 'the same, processor time of all threads',
      value: cpu.median,
      unit: 'us/alert',
      goal: null,
      met: null,
      spread: cpu,
    },
  ];
}
