import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWebhookSink, type WebhookSink } from './webhook-sink.ts';

describe('the webhook sink', () => {
  let sink: WebhookSink;
  beforeEach(async () => {
    sink = await startWebhookSink();
  });
  afterEach(() => sink.stop());

  const post = (path: string, body: string) =>
    fetch(`${sink.url}${path}`, { method: 'POST', body, headers: { 'X-Tenant': 'acme' } });

  it('keeps requests and answers 200', async () => {
    const response = await post('/hook?x=1', '{"a":"满"}');
    expect(response.status).toBe(200);
    const got = await sink.waitFor(({ path }) => path.startsWith('/hook'));
    expect(got).toMatchObject({ method: 'POST', path: '/hook?x=1', body: '{"a":"满"}' });
    expect(got.headers['x-tenant']).toBe('acme');
  });

  it('answers by its script, request by request', async () => {
    sink.answerWith((_request, index) =>
      index === 0
        ? { status: 503, headers: { 'retry-after': '1' }, body: 'later' }
        : { status: 204 },
    );
    const first = await post('/', 'one');
    expect([first.status, first.headers.get('retry-after'), await first.text()]).toEqual([
      503,
      '1',
      'later',
    ]);
    expect((await post('/', 'two')).status).toBe(204);
    expect(sink.requests.map(({ body }) => body)).toEqual(['one', 'two']);
  });

  it('drops the connection or never answers when told', async () => {
    sink.answerWith(() => ({ fault: 'reset' }));
    await expect(post('/', 'x')).rejects.toThrow();
    sink.answerWith(() => ({ fault: 'hang' }));
    const hanging = fetch(sink.url, { signal: AbortSignal.timeout(100) });
    await expect(hanging).rejects.toThrow(/timeout/i);
  });
});
