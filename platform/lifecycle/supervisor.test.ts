import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { createLogger } from '../observe/logger.ts';
import type { Service } from './service.ts';
import { Supervisor } from './supervisor.ts';

const never = () => new Promise<void>(() => undefined);

function setup(faults: Readonly<Record<string, Partial<Omit<Service, 'name'>>>> = {}) {
  const steps: string[] = [];
  const lines: { msg: string; service: string }[] = [];
  const service = (name: string): Service => {
    const fault = faults[name] ?? {};
    const step = (verb: 'start' | 'drain' | 'stop') => (signal: AbortSignal) => {
      steps.push(`${verb} ${name}`);
      return fault[verb]?.(signal) ?? Promise.resolve();
    };
    const noSignal = new AbortController().signal;
    return {
      name,
      start: () => step('start')(noSignal),
      drain: step('drain'),
      stop: () => step('stop')(noSignal),
    };
  };
  const clock = new VirtualClock(0);
  const supervisor = new Supervisor({
    services: ['state', 'outbox', 'http'].map(service),
    clock,
    logger: createLogger({
      level: 'debug',
      destination: { write: (line) => void lines.push(JSON.parse(line)) },
    }),
    gracePeriodMs: 10_000,
  });
  return { supervisor, steps, clock, lines };
}

describe('Supervisor', () => {
  it('starts in order, drains in reverse, then stops in reverse', async () => {
    const { supervisor, steps, clock } = setup();
    expect(supervisor.notReady()).toEqual(['state', 'outbox', 'http']);
    await supervisor.start();
    expect(supervisor.notReady()).toEqual([]);
    await supervisor.stop();
    expect(steps).toEqual([
      ...['start state', 'start outbox', 'start http'],
      ...['drain http', 'drain outbox', 'drain state'],
      ...['stop http', 'stop outbox', 'stop state'],
    ]);
    expect(supervisor.notReady()).toEqual(['state', 'outbox', 'http']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('takes down what had started when one cannot start, the failed one included', async () => {
    const fault = { start: () => Promise.reject(new Error('port in use')) };
    const { supervisor, steps } = setup({ outbox: fault });
    await expect(supervisor.start()).rejects.toThrow('port in use');
    expect(steps).toEqual([
      ...['start state', 'start outbox'],
      'drain state',
      ...['stop outbox', 'stop state'],
    ]);
    expect(supervisor.states()).toEqual([
      { name: 'state', phase: 'stopped' },
      { name: 'outbox', phase: 'failed' },
      { name: 'http', phase: 'waiting' },
    ]);
  });

  it('cuts short what has not drained when the grace period is over, and still stops all', async () => {
    const { supervisor, steps, clock, lines } = setup({ outbox: { drain: never } });
    await supervisor.start();
    const stopped = supervisor.stop();
    await clock.advance(9_999);
    expect(steps).not.toContain('stop http');
    await clock.advance(1);
    await stopped;
    expect(steps.slice(-4)).toEqual(['drain state', 'stop http', 'stop outbox', 'stop state']);
    expect(lines).toMatchObject([{ msg: 'service cut short', service: 'outbox' }]);
  });

  it('leaves behind a service that does not stop, and one that throws', async () => {
    const { supervisor, steps, clock, lines } = setup({
      http: { stop: never },
      outbox: {
        drain: () => Promise.reject(new Error('x')),
        stop: () => Promise.reject(new Error('y')),
      },
    });
    await supervisor.start();
    const stopped = supervisor.stop();
    await clock.advance(5_000);
    await stopped;
    expect(steps.at(-1)).toBe('stop state');
    expect(lines.map(({ msg, service }) => `${service}: ${msg}`)).toEqual([
      'outbox: service could not drain',
      'http: service did not stop',
      'outbox: service could not stop',
    ]);
  });

  it('starts nothing more once it is being stopped', async () => {
    let release: () => void = () => undefined;
    const slow = () =>
      new Promise<void>((resolve) => {
        release = resolve;
      });
    const { supervisor, steps } = setup({ state: { start: slow } });
    const started = supervisor.start();
    const stopped = supervisor.stop();
    release();
    await Promise.all([started, stopped]);
    expect(steps).toEqual(['start state', 'stop state']);
    expect(supervisor.notReady()).toEqual(['state', 'outbox', 'http']);
  });
});
