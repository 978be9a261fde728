import { describe, expect, it } from 'vitest';
import type { LiveMessage } from '../../contract/live.ts';
import { connectLive, type LiveIo, type LiveState, retryDelayMs } from './live-connection.ts';

interface Attempt {
  readonly path: string;
  readonly message: (text: string) => void;
  readonly close: () => void;
  isClosed: boolean;
  readonly said: string[];
}

function fakeWorld() {
  const attempts: Attempt[] = [];
  const timers: { delayMs: number; run: () => void; isCancelled: boolean }[] = [];
  const states: LiveState[] = [];
  const messages: LiveMessage[] = [];
  const world = { nowMs: 1_000 };
  const io: LiveIo = {
    open: (path, on) => {
      const said: string[] = [];
      const attempt = { path, ...on, isClosed: false, said };
      attempts.push(attempt);
      return {
        send: (text) => said.push(text),
        close: () => {
          attempt.isClosed = true;
          on.close();
        },
      };
    },
    after: (delayMs, run) => {
      const timer = { delayMs, run, isCancelled: false };
      timers.push(timer);
      return () => {
        timer.isCancelled = true;
      };
    },
    now: () => world.nowMs,
    random: () => 0,
  };
  const listener = {
    onState: (state: LiveState) => states.push(state),
    onMessage: (message: LiveMessage) => messages.push(message),
  };
  return { world, io, listener, attempts, timers, states, messages };
}

const hello = (position: number, resumed: boolean) =>
  JSON.stringify({ type: 'hello', position, resumed });

describe('the live connection', () => {
  it('is open from its hello and resumes from the last position', () => {
    const { io, listener, attempts, timers, states } = fakeWorld();
    connectLive('acme', io, listener);
    expect(states).toEqual([{ kind: 'connecting' }]);
    attempts[0]?.message(hello(41, false));
    attempts[0]?.message(JSON.stringify({ type: 'incident', position: 44, events: [] }));
    attempts[0]?.close();
    timers[0]?.run();
    expect(attempts.map(({ path }) => path)).toEqual([
      '/api/v1/live?owner=acme',
      '/api/v1/live?owner=acme&since=44',
    ]);
    expect(states).toEqual([
      { kind: 'connecting' },
      { kind: 'open' },
      { kind: 'lost', sinceMs: 1_000 },
    ]);
  });

  it('keeps the instant of the first break while attempts fail', () => {
    const { world, io, listener, attempts, timers, states } = fakeWorld();
    connectLive('acme', io, listener);
    attempts[0]?.message(hello(1, false));
    world.nowMs = 5_000;
    attempts[0]?.close();
    timers[0]?.run();
    world.nowMs = 6_000;
    attempts[1]?.close();
    expect(states.at(-1)).toEqual({ kind: 'lost', sinceMs: 5_000 });
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([250, 500]);
  });

  it('ignores what it does not know, and speaks no more once stopped', () => {
    const { io, listener, attempts, messages, states } = fakeWorld();
    const connection = connectLive('acme', io, listener);
    attempts[0]?.message('not json');
    attempts[0]?.message('{"type":"weather"}');
    connection.stop();
    attempts[0]?.message(hello(1, true));
    expect(messages).toEqual([]);
    expect(states).toEqual([{ kind: 'connecting' }]);
    expect(attempts[0]?.isClosed).toBe(true);
  });

  it('retries at once when told to, but only while waiting', () => {
    const { io, listener, attempts, timers } = fakeWorld();
    const connection = connectLive('acme', io, listener);
    connection.retry();
    expect(attempts).toHaveLength(1);
    attempts[0]?.close();
    connection.retry();
    expect(attempts).toHaveLength(2);
    expect(timers[0]?.isCancelled).toBe(true);
  });

  it('names other topics on the open socket, and again after a break', () => {
    const { io, listener, attempts, timers } = fakeWorld();
    const connection = connectLive('acme', io, listener);
    connection.follow(['incidents', 'rules']);
    expect(attempts[0]?.said).toEqual([]);
    attempts[0]?.message(hello(1, false));
    connection.follow(['incidents', 'rules']);
    connection.follow(['incidents', 'deliveries']);
    expect(attempts[0]?.said.map((text) => JSON.parse(text))).toEqual([
      { type: 'subscribe', topics: ['incidents', 'rules'] },
      { type: 'subscribe', topics: ['incidents', 'deliveries'] },
    ]);
    attempts[0]?.message('{"type":"subscribed","topics":{"incidents":"continues"}}');
    attempts[0]?.close();
    timers[0]?.run();
    attempts[1]?.message(hello(1, true));
    expect(attempts[1]).toMatchObject({
      path: '/api/v1/live?owner=acme&since=1&topics=incidents,deliveries',
      said: [],
    });
  });

  it('waits at most 15 s', () => {
    expect([0, 1, 5, 30].map((failures) => retryDelayMs(failures, 0.999))).toEqual([
      500, 1_000, 14_993, 14_993,
    ]);
  });
});
