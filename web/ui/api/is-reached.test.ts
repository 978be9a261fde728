import { expect, it } from 'vitest';
import { createCall } from './client.ts';
import { isReached } from './is-reached.ts';

const asked = (answer: () => Promise<Response>) =>
  isReached(createCall({ fetch: answer, onSignedOut: () => undefined }));
const text = (body: string, status: number) => async () => new Response(body, { status });
const refusal = (kind: string) =>
  JSON.stringify({ error: { kind, message: '', details: [], requestId: '' } });

it.each<[string, () => Promise<Response>, boolean]>([
  ['an answer', text('{}', 200), true],
  ['a refusal of the service', text(refusal('unauthenticated'), 401), true],
  ['a fault of the service', text(refusal('unavailable'), 503), true],
  ['a page of a proxy before it', text('<html>Bad Gateway</html>', 502), false],
  ['no answer', () => Promise.reject(new TypeError('Failed to fetch')), false],
])('%s: the service is there or not', async (_, answer, isThere) => {
  expect(await asked(answer)).toBe(isThere);
});
