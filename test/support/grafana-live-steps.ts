import { expect } from 'vitest';
import { WebSocket } from 'ws';
import type { ApiClient } from './api-client.ts';
import type { EmbeddingLab } from './grafana-embedding-lab.ts';
import { newMember } from './grafana-token-steps.ts';
import { waitUntil } from './wait-until.ts';

const LIVE = '/grafana/api/live/ws';

/** @returns the open socket, or the status of its refusal */
function open(
  { service }: EmbeddingLab,
  client: ApiClient,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${service.url.replace('http', 'ws')}${path}`, {
      headers: { origin: service.url, ...client.headers, ...headers },
    });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
    socket.once('error', reject);
  });
}

/** A WebSocket reaches Live alone, and ends with the session. */
export async function openLive(lab: EmbeddingLab): Promise<void> {
  const { enter, grafana, recorder, signOutOf } = lab;
  const admin = await enter('acme-admin');
  expect(await open(lab, admin, '/grafana/d/shop')).toBe(403);
  expect(await open(lab, admin, `${LIVE}?orgId=1`)).toBe(403);
  expect(await open(lab, admin, '/grafana//api/live/ws')).toBe(403);
  expect(await open(lab, admin, LIVE, { origin: 'https://evil.example' })).toBe(403);
  expect(await open(lab, admin, LIVE, { cookie: '' })).toBe(401);
  expect(recorder.seen).toEqual([]);
  const socket = await open(lab, admin, LIVE);
  if (typeof socket === 'number') throw new Error(`Live was refused: ${socket}`);
  const said = new Promise<string>((resolve) =>
    socket.once('message', (data) => resolve(String(data))),
  );
  socket.send('{"id":1,"connect":{}}');
  expect(await said).toMatch(grafana.live);
  expect(recorder.seen.at(-1)?.headers).not.toHaveProperty('cookie');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await (await signOutOf('acme-admin')).delete('/api/v1/session');
  await closed;
}

/**
 * Whoever loses the right while Grafana is told who looks, before anything is open, opens nothing: the end
 * of a right is told once.
 */
export async function loseWhileOpening(lab: EmbeddingLab): Promise<void> {
  const { enter, recorder, service } = lab;
  const root = await enter('root');
  const { client, takeOut } = await newMember(root, service.url, 'slow');
  recorder.seen.length = 0;
  recorder.isHeld = true;
  const opening = open(lab, client, LIVE).then(
    (opened) => opened,
    (thrown: unknown) => thrown,
  );
  await waitUntil(() => recorder.seen.some(({ url }) => url.includes('/api/orgs/')), {
    what: 'the question for the member',
  });
  await takeOut();
  recorder.release();
  const opened = await opening;
  expect(opened instanceof Error || opened === 403).toBe(true);
  expect(recorder.seen.filter(({ url }) => url.includes('/live/'))).toEqual([]);
}

/** An answer that is under way ends with the session. */
export async function endUnderWay({ ordersOf, recorder, signOutOf }: EmbeddingLab): Promise<void> {
  const zoe = await signOutOf('zoe');
  // Grafana knows her then, and only the question itself is held.
  expect(await ordersOf(zoe, 'globex-metrics')).toBe('globex-prod');
  recorder.seen.length = 0;
  recorder.isHeld = true;
  const asked = ordersOf(zoe, 'globex-metrics').catch((thrown: unknown) => thrown);
  await waitUntil(() => recorder.seen.some(({ url }) => url.endsWith('/api/ds/query')), {
    what: 'the question',
  });
  await zoe.delete('/api/v1/session');
  expect(await asked).toBeInstanceOf(Error);
  recorder.release();
}
