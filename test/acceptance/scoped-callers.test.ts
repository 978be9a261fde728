import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACME_API, type ScopedLab, startScopedLab } from '../support/scoped-lab.ts';
import type { ScriptedBackend } from '../support/scripted-backend.ts';

const base = ACME_API;
let lab: ScopedLab;
let backend: ScriptedBackend;
let send: ScopedLab['send'];

beforeAll(async () => {
  lab = await startScopedLab();
  ({ backend, send } = lab);
});
beforeEach(() => backend.forget());
afterAll(() => lab.stop());

describe('who asks', () => {
  it.each([
    ['another tenant', 'acme', 'globex', 403],
    ['an unknown tenant', 'acme', 'nobody', 403],
    ['the platform', 'acme', '_platform', 403],
    ['a path in the name', 'acme', '..%2fglobex', 403],
    ['an upper-case name', 'acme', 'ACME', 403],
    ['two clusters', 'acme', 'acme@eu1@us1', 403],
  ])('answers %s with 403, the same for unknown and foreign', async (_, token, scope, status) => {
    const answer = await send({
      path: `/scopes/${scope}/prometheus/api/v1/query?query=up`,
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).error.replace(/"[^"]*"/, '""')).toBe(
      'you do not hold metrics:read in scope "", or there is no such scope',
    );
    expect(backend.seen).toHaveLength(0);
  });

  it('answers 401 with the ways to sign in', async () => {
    const answer = await send({ path: `${base}/query?query=up`, headers: { authorization: '' } });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([
      401,
      'Basic realm="tocsin", Bearer',
    ]);
  });

  it('keeps parallel questions of two tenants apart', async () => {
    backend.answer((response, seen) =>
      response.end(`{"status":"success","data":${JSON.stringify(seen.url)}}`),
    );
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const tenant = index % 2 === 0 ? 'acme' : 'globex';
        return send({
          path: `/scopes/${tenant}/prometheus/api/v1/query?query=up`,
          headers: { authorization: `Bearer ${tenant}` },
        });
      }),
    );
    answers.forEach(({ body }, index) => {
      expect(body).toContain(index % 2 === 0 ? 'acme' : 'globex');
      expect(body).not.toContain(index % 2 === 0 ? 'globex' : 'acme');
    });
  });
});
