import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRaw, type RawConnection, requestText } from '../support/raw-connection.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';
import {
  apiOf,
  makeToken,
  readerOf,
  startWorkersLab,
  type WorkersLab,
} from '../support/workers-lab.ts';

describe.each([0, 2])('questions on one connection, with %i workers', (workers) => {
  let backend: ScriptedBackend;
  let lab: WorkersLab;
  let raw: RawConnection;
  /** By query, what the backend has not answered yet. */
  const held = new Map<string, ServerResponse>();

  beforeAll(async () => {
    backend = await startScriptedBackend();
    lab = await startWorkersLab(backend.url, workers);
  }, 60_000);
  beforeEach(async () => {
    held.clear();
    backend.forget();
    backend.answer((response, { url, body }) => {
      const [, word = ''] = /(first|second|third)/.exec(url + body) ?? [];
      held.set(word, response);
    });
    raw = await openRaw(lab.service.url);
  });
  afterEach(() => raw.destroy());
  afterAll(async () => {
    await lab?.service.remove();
    await backend?.stop();
  });

  const asking = (query: string, headers: Readonly<Record<string, string>>) =>
    requestText('GET', `${apiOf('acme', 'query')}?query=${query}`, headers);
  const answer = (query: string) =>
    held.get(query)?.end(`{"status":"success","data":["of ${query}"]}`);

  it('are judged when it is their turn: a token revoked before that reads nothing', async () => {
    const token = await makeToken(lab.root, 'acme');
    const revoked = { authorization: `Bearer ${token.secret}` };
    raw.write(asking('first', readerOf('acme')) + asking('second', revoked));
    await expect.poll(() => held.size).toBe(1);
    await lab.root.delete(`/api/v1/tenants/acme/tokens/${token.token.id}`);
    answer('first');
    expect((await raw.next()).body).toContain('of first');
    expect((await raw.next()).status).toBe(401);
    expect(held.size).toBe(1);
  });

  it('leave nothing under way when it closes', async () => {
    const all = ['first', 'second', 'third'].map((query) => asking(query, readerOf('acme')));
    raw.write(all.join(''));
    await expect.poll(() => held.size).toBe(1);
    raw.destroy();
    await expect.poll(() => backend.aborted()).toBe(1);
    const other = await openRaw(lab.service.url);
    try {
      other.write(asking('third', readerOf('acme')));
      await expect.poll(() => held.has('third')).toBe(true);
      answer('third');
      expect((await other.next()).status).toBe(200);
    } finally {
      other.destroy();
    }
    expect([...held.keys()]).toEqual(['first', 'third']);
  });

  it('are answered one after the other, and not without end', async () => {
    raw.write(asking('first', readerOf('acme')));
    await expect.poll(() => held.size).toBe(1);
    raw.write(asking('second', readerOf('acme')).repeat(100));
    await raw.closed();
    await expect.poll(() => backend.aborted()).toBe(1);
    expect([...held.keys()]).toEqual(['first']);
  });
});
