import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { askCollection, pushToThread } from './ask-thread.ts';
import type { EmbeddedPush } from './embedded-messages.ts';
import type { EmbeddedLink, EmbeddedListener } from './embedded-thread.ts';

const PUSH: EmbeddedPush = {
  tenant: 'acme',
  method: 'POST',
  path: '/v1/metrics',
  form: '',
  headers: [],
  body: null,
  timeoutMs: 1_000,
  receiver: 'otlp-metrics',
  ownLabels: new Map(),
  choice: null,
  namespaces: new Map(),
};
const ANSWER = { status: 200, headers: {}, chunks: [] };

function world() {
  const listeners: EmbeddedListener[] = [];
  const cancelled: number[] = [];
  const begin = (_: unknown, listener: EmbeddedListener) => listeners.push(listener);
  const link: EmbeddedLink = {
    ask: begin,
    follow: begin,
    push: begin,
    collection: begin,
    flow: () => undefined,
    cancel: (id) => cancelled.push(id),
  };
  const clock = new VirtualClock();
  const client = new AbortController();
  const ask = { link, clock, timeoutMs: 1_000, gone: client.signal };
  return { ask, listeners, cancelled, clock, client };
}

describe('what the thread is asked', () => {
  it('answers', async () => {
    const { ask, listeners, cancelled } = world();
    const answer = pushToThread(PUSH, ask);
    listeners[0]?.answered(ANSWER);
    expect(await answer).toBe(ANSWER);
    expect(cancelled).toEqual([]);
  });

  it('is cancelled when the client goes', async () => {
    const { ask, cancelled, client } = world();
    const answer = pushToThread(PUSH, ask);
    client.abort(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
    expect(cancelled).toEqual([1]);
  });

  it('is not begun for a client that is gone', async () => {
    const { ask, listeners, client } = world();
    client.abort(new Error('gone'));
    await expect(async () => pushToThread(PUSH, ask)).rejects.toThrow('gone');
    expect(listeners).toEqual([]);
  });

  it('is given up after its time', async () => {
    const { ask, cancelled, clock } = world();
    const answer = pushToThread(PUSH, ask);
    const refused = expect(answer).rejects.toMatchObject({ kind: 'timeout' });
    await clock.advance(1_001);
    await refused;
    expect(cancelled).toEqual([1]);
  });

  it('may be tried again when the thread is lost', async () => {
    const { ask, listeners } = world();
    const answer = pushToThread(PUSH, ask);
    listeners[0]?.lost(new Error('died'));
    await expect(answer).rejects.toMatchObject({ kind: 'unavailable', retryAfterSeconds: 5 });
  });

  it('fails when the collection cannot be told', async () => {
    const { ask, listeners } = world();
    const answer = askCollection({ tenant: 'globex', places: [] }, ask);
    listeners[0]?.answered({ ...ANSWER, status: 500 });
    await expect(answer).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
