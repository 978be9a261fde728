import { describe, expect, it } from 'vitest';
import { DEFAULT_TLS } from '../../platform/tenancy/cluster-backend.ts';
import type { Upstream, UpstreamReceiver } from '../upstream/upstream.ts';
import { collectAnswer } from './collect-answer.ts';

const request = {
  backend: { url: 'http://backend.example:9090', headers: [], tls: DEFAULT_TLS },
  method: 'GET' as const,
  path: '/api/v1/rules',
  form: '',
  timeoutMs: 1_000,
};

/** An upstream that plays what the test says. */
function upstream(play: (receiver: UpstreamReceiver) => void): Upstream & { aborted: number } {
  const played = {
    aborted: 0,
    send: (_: unknown, receiver: UpstreamReceiver) => {
      queueMicrotask(() => play(receiver));
      return { resume: () => undefined, abort: () => void played.aborted++ };
    },
  };
  return played;
}

function answered(status: number, ...chunks: readonly string[]) {
  return upstream((receiver) => {
    receiver.head(status, {});
    for (const chunk of chunks) receiver.data(Buffer.from(chunk));
    receiver.done();
  });
}

const collect = (from: Upstream, signal = new AbortController().signal) =>
  collectAnswer(from, request, 200, signal);

describe('collectAnswer', () => {
  it('gives data, however it was cut', async () => {
    expect(await collect(answered(200, '{"status":"succ', 'ess","data":[1,', '2]}'))).toEqual([
      1, 2,
    ]);
  });

  it.each([
    [
      'brackets that hold no JSON',
      answered(200, '{"status":"success","data":[x y]}'),
      'upstream_failed',
    ],
    ['half an answer', answered(200, '{"status":"success","data":['), 'upstream_failed'],
    [
      'an error that calls itself 200',
      answered(200, '{"status":"error","data":null}'),
      'upstream_failed',
    ],
    [
      '422 with its text',
      answered(422, '{"status":"error","errorType":"execution","error":"no"}'),
      'unprocessable',
    ],
    [
      'too much',
      answered(200, '{"status":"success","data":"', 'x'.repeat(300), '"}'),
      'unprocessable',
    ],
    [
      'a lost connection',
      upstream((receiver) => receiver.failed('broken', new Error('reset'))),
      'upstream_failed',
    ],
  ])('refuses %s', async (_, from, kind) => {
    await expect(collect(from)).rejects.toMatchObject({ kind });
  });

  it('cancels when it is aborted, and listens no longer when it is done', async () => {
    const controller = new AbortController();
    const hanging = upstream(() => undefined);
    void collect(hanging, controller.signal);
    controller.abort();
    expect(hanging.aborted).toBe(1);
    void collect(hanging, controller.signal);
    expect(hanging.aborted).toBe(2);
    const other = new AbortController();
    const done = answered(200, '{"status":"success","data":1}');
    await collect(done, other.signal);
    other.abort();
    expect(done.aborted).toBe(0);
  });
});
