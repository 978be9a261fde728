import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { loadConfig } from '../../../platform/config/load-config.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Authentication } from '../../../platform/identity/authentication.ts';
import { createLogger } from '../../../platform/observe/logger.ts';
import { createMetrics } from '../../../platform/observe/metrics.ts';
import { Directory } from '../../../platform/tenancy/directory.ts';
import type { LoadedDirectory } from '../../../platform/tenancy/load-directory.ts';
import { ConfigSchema } from '../config.ts';
import { type FromWorker, readToWorker, type ToWorker, type WorkerSettings } from './messages.ts';
import { WorkerFleet } from './worker-fleet.ts';
import type { WorkerEvents } from './worker-process.ts';
import { shareOf } from './worker-share.ts';

const config = loadConfig(ConfigSchema, { yaml: null, fileName: '', env: {} });

/** A worker that does what the test says. */
class FakeWorker {
  readonly messages: ToWorker[] = [];
  readonly events: WorkerEvents;
  isAlive = true;
  /** Answers when it is asked what it has counted. */
  answersReports = false;

  constructor(events: WorkerEvents) {
    this.events = events;
  }

  say(message: FromWorker): void {
    this.events.onMessage(message);
  }

  serve(): void {
    this.say({ kind: 'ready' });
    this.say({ kind: 'serving' });
  }

  acknowledge(): void {
    const told = this.messages.findLast(({ kind }) => kind === 'facts' || kind === 'revoked');
    if (told?.kind === 'facts') this.say({ kind: 'acknowledged', sequence: told.facts.sequence });
    if (told?.kind === 'revoked') this.say({ kind: 'acknowledged', sequence: told.sequence });
  }

  exit(signal = 'SIGKILL'): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.events.onExit({ code: null, signal });
  }

  kinds(): string[] {
    return this.messages.map(({ kind }) => kind);
  }
}

function loaded(version: number): LoadedDirectory {
  const tenants = ['acme', 'globex'].map((id) => ({
    id,
    title: '',
    timeZone: 'UTC',
    language: 'en' as const,
    severities: [],
  }));
  const contents = { tenants, projects: [], environments: [], clusters: [] };
  return { directory: new Directory(version, contents), clusters: new Map() };
}

function setup(
  authenticate: () => Authentication | Promise<Authentication> = () => ({
    kind: 'unauthenticated',
    reason: 'unknown',
  }),
) {
  const clock = new VirtualClock(0);
  const metrics = createMetrics({ version: '1', withProcessMetrics: false });
  const workers: FakeWorker[] = [];
  const stranded: string[] = [];
  const log: string[] = [];
  const state = { loaded: loaded(1) as LoadedDirectory | null };
  const fleet = new WorkerFleet({
    slots: 2,
    startWorker: (events) => {
      const worker = new FakeWorker(events);
      workers.push(worker);
      return {
        pid: workers.length,
        send: (message, _socket, onSent) => {
          // As it crosses the border.
          const crossed = readToWorker(structuredClone(message));
          if (!crossed) throw new Error(`no message: ${JSON.stringify(message)}`);
          worker.messages.push(crossed);
          if (crossed.kind === 'report' && worker.answersReports) {
            worker.say({ kind: 'report', id: crossed.id, metrics: [] });
          }
          if (message.kind !== 'connection') onSent?.(null);
        },
        kill: () => worker.exit(),
      };
    },
    settingsOf: (slot) => settings(slot),
    source: {
      present: () => {
        if (state.loaded) return state.loaded;
        throw new AppError('unavailable', 'not now');
      },
    },
    authenticate,
    sessionKeepMs: 15_000,
    onStranded: (_, head) => stranded.push(head),
    metrics,
    clock,
    logger: createLogger({ level: 'info', destination: { write: (line) => void log.push(line) } }),
    random: () => 0,
  });
  const worker = (at: number) => {
    const found = workers[at];
    if (!found) throw new Error(`worker ${at} was not started`);
    return found;
  };
  const start = async () => {
    const started = fleet.start();
    worker(0).serve();
    worker(1).serve();
    await started;
  };
  return { clock, metrics, workers, worker, stranded, log, state, fleet, start };
}

function settings(slot: number): WorkerSettings {
  const shared = { slots: 2, folder: '/run', publicUrl: '', version: '1', trustedProxies: [] };
  return { ...shared, slot, config: shareOf(config, 2) };
}

describe('the workers of a service', () => {
  it('are told everything at their start, and serve when they say so', async () => {
    const { fleet, worker, start } = setup();
    await start();
    expect(worker(0).kinds()).toEqual(['start', 'serve']);
    expect(worker(1).messages[0]).toMatchObject({
      settings: { slot: 1 },
      facts: { tenancy: { kind: 'text', text: expect.stringContaining('"globex"') } },
    });
    expect([fleet.isServing(0), fleet.isServing(1), fleet.isServing(2)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('are waited for no longer than 15 seconds', async () => {
    const { clock, fleet, worker } = setup();
    const started = fleet.start();
    worker(0).serve();
    await clock.advance(15_000);
    await started;
    expect([fleet.isServing(0), fleet.isServing(1)]).toEqual([true, false]);
  });

  it('hear of a change, and it is settled when both have acknowledged', async () => {
    const { fleet, worker, start, state } = setup();
    await start();
    state.loaded = loaded(2);
    fleet.factsChanged();
    fleet.revoked({ kind: 'token', token: 't' });
    let isSettled = false;
    const settled = fleet.settled().then(() => {
      isSettled = true;
    });
    worker(0).acknowledge();
    worker(1).say({ kind: 'acknowledged', sequence: 1 });
    await new Promise(setImmediate);
    expect(isSettled).toBe(false);
    worker(1).acknowledge();
    await settled;
    expect(worker(0).kinds()).toEqual(['start', 'serve', 'facts', 'revoked']);
  });

  it('are told the tenancy as text only when it has changed, and when it is unknown', async () => {
    const { fleet, worker, start, state } = setup();
    await start();
    fleet.factsChanged();
    state.loaded = null;
    fleet.factsChanged();
    state.loaded = loaded(2);
    fleet.factsChanged();
    fleet.factsChanged();
    const told = worker(0).messages.flatMap((message) =>
      message.kind === 'facts' ? [message.facts.tenancy.kind] : [],
    );
    expect(told).toEqual(['same', 'unknown', 'text', 'same']);
  });

  it('that do not acknowledge within five seconds are ended, and started again', async () => {
    const { clock, metrics, fleet, workers, worker, start, log } = setup();
    await start();
    fleet.revoked({ kind: 'session', session: 's' });
    worker(1).acknowledge();
    const settled = fleet.settled();
    await clock.advance(4_999);
    expect(worker(0).isAlive).toBe(true);
    await clock.advance(1);
    await settled;
    expect([worker(0).isAlive, worker(1).isAlive]).toEqual([false, true]);
    await clock.advance(200);
    expect(workers).toHaveLength(3);
    expect(log.join('')).toContain('worker does not acknowledge');
    const { text } = await metrics.expose();
    expect(text).toContain('tocsin_workers_serving 1');
    expect(text).toContain('tocsin_worker_ends_total 1');
  });

  it('need not acknowledge before they serve', async () => {
    const { fleet, worker } = setup();
    void fleet.start();
    fleet.revoked({ kind: 'rights', user: 'u' });
    await fleet.settled();
    worker(0).say({ kind: 'ready' });
    let isSettled = false;
    void fleet.settled().then(() => {
      isSettled = true;
    });
    await new Promise(setImmediate);
    expect(isSettled).toBe(false);
  });

  it('are started again ever later while they end at once, and at once after a good while', async () => {
    const { clock, fleet, workers, worker, start } = setup();
    await start();
    worker(1).answersReports = true;
    const delays: number[] = [];
    for (let times = 0; times < 4; times++) {
      const before = clock.nowMs();
      const count = workers.length;
      worker(count === 2 ? 0 : count - 1).exit();
      while (workers.length === count) await clock.advance(100);
      delays.push(clock.nowMs() - before);
    }
    expect(delays).toEqual([200, 400, 800, 1_600]);
    worker(workers.length - 1).answersReports = true;
    worker(workers.length - 1).serve();
    expect(fleet.isServing(0)).toBe(true);
    await clock.advance(60_000);
    const count = workers.length;
    worker(count - 1).exit();
    await clock.advance(200);
    expect(workers).toHaveLength(count + 1);
  });

  it('that do not answer any more are ended', async () => {
    const { clock, worker, start, log } = setup();
    await start();
    worker(0).answersReports = true;
    await clock.advance(32_999);
    expect([worker(0).isAlive, worker(1).isAlive]).toEqual([true, true]);
    await clock.advance(1);
    expect([worker(0).isAlive, worker(1).isAlive]).toEqual([true, false]);
    expect(log.join('')).toContain('worker does not answer');
  });

  it('that send what is no message are ended', async () => {
    const { worker, start } = setup();
    await start();
    worker(0).events.onMessage({ kind: 'acknowledged', sequence: -1 });
    expect([worker(0).isAlive, worker(1).isAlive]).toEqual([false, true]);
  });

  it('take connections only while they serve', async () => {
    const { fleet, worker, start } = setup();
    expect(fleet.take(0, new Socket(), 'GET / HTTP/1.1\r\n')).toBe(false);
    await start();
    expect(fleet.take(0, new Socket(), 'GET / HTTP/1.1\r\n')).toBe(true);
    expect(worker(0).messages.at(-1)).toEqual({ kind: 'connection', head: 'GET / HTTP/1.1\r\n' });
    worker(0).exit();
    expect(fleet.take(0, new Socket(), '')).toBe(false);
  });

  it('ask who somebody is, and hear the sequence of before', async () => {
    let answer: (found: Authentication) => void = () => undefined;
    const asked = new Promise<Authentication>((resolve) => {
      answer = resolve;
    });
    const { fleet, worker, start } = setup(() => asked);
    await start();
    worker(0).say({ kind: 'authenticate', id: 7, credentials: { sessionCookie: 'x' } });
    fleet.revoked({ kind: 'session', session: 's' });
    answer({ kind: 'unauthenticated', reason: 'expired' });
    await new Promise(setImmediate);
    expect(worker(0).messages.at(-1)).toEqual({
      kind: 'authenticated',
      id: 7,
      sequence: 0,
      keepMs: null,
      answer: { kind: 'unauthenticated', reason: 'expired' },
    });
  });

  it.each([
    [new AppError('unavailable', 'no database'), 'unavailable', 'no database'],
    [new Error('a secret'), 'internal', 'who asks could not be looked up'],
  ])('hear when that cannot be said: %s', async (thrown, error, message) => {
    const { worker, start } = setup(() => Promise.reject(thrown));
    await start();
    worker(0).say({ kind: 'authenticate', id: 0, credentials: {} });
    await new Promise(setImmediate);
    expect(worker(0).messages.at(-1)).toEqual({ kind: 'not-authenticated', id: 0, error, message });
  });

  it('report what they count; what ended ones had counted stays', async () => {
    const { clock, fleet, worker, start } = setup();
    await start();
    const counted = (value: number) => [
      {
        name: 'tocsin_asked_total',
        help: '',
        type: 'counter',
        aggregator: 'sum',
        values: [{ value, labels: {} }],
      },
    ];
    const total = async () => {
      const reports = await fleet.reports();
      return reports.flat().reduce((sum, { values }) => sum + (values[0]?.value ?? 0), 0);
    };
    const first = total();
    worker(0).say({ kind: 'report', id: 0, metrics: counted(3) });
    worker(1).say({ kind: 'report', id: 0, metrics: counted(4) });
    expect(await first).toBe(7);
    worker(0).exit();
    const second = total();
    await clock.advance(1_000);
    expect(await second).toBe(7);
  });

  it('drain, and those that do not in time are ended', async () => {
    const { clock, fleet, workers, worker, start } = setup();
    await start();
    const grace = new AbortController();
    const drained = fleet.drain(grace.signal);
    expect(worker(0).kinds()).toContain('drain');
    worker(0).exit();
    await new Promise(setImmediate);
    grace.abort();
    await drained;
    await clock.advance(60_000);
    expect([worker(1).isAlive, workers.length]).toEqual([false, 2]);
    expect(clock.pendingTimers).toBe(0);
  });
});
