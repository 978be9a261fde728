import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { judgeSource } from '../../../dashboards/grafana/sync/judge-source.ts';
import { AppError, REASON_HEADER } from '../../../platform/errors/app-error.ts';
import type { Authentication } from '../../../platform/identity/authentication.ts';
import { VIEWER_REASONS } from '../../../platform/identity/viewer-error.ts';
import { createLogger } from '../../../platform/observe/logger.ts';
import { Callers } from '../callers.ts';
import { ENVELOPE, type ErrorShape, PLAIN_TEXT, ScopedErrors } from '../scoped-errors.ts';

const logger = createLogger({ level: 'silent' });

/** What a scoped endpoint of this shape answers to somebody who is recognised so. */
async function answered(shape: ErrorShape, found: Authentication) {
  const server = fastify();
  const errors = new ScopedErrors(shape, logger);
  const callers = new Callers({ authenticate: async () => found }, () => 'http://here');
  server.get('/asked', async (request, reply) => {
    try {
      await callers.callerOf(request);
      throw new AppError('scope_denied', 'You have no access to this scope.');
    } catch (thrown) {
      return errors.answer(thrown, request, reply);
    }
  });
  const { statusCode, headers, body } = await server.inject({ url: '/asked' });
  const reason = headers[REASON_HEADER];
  return { status: statusCode, reason: typeof reason === 'string' ? reason : null, text: body };
}

/** As Grafana's proxy of data sources passes it on. */
function throughGrafana({ status, reason, text }: Awaited<ReturnType<typeof answered>>) {
  if (status !== 401) return { status, reason, text };
  return { status: 400, reason: null, text: 'Authentication to data source failed' };
}

describe.each([
  ['Prometheus', ENVELOPE],
  ['Loki', PLAIN_TEXT],
])('our refusals through the data source of %s', (_, shape) => {
  const judged = async (found: Authentication) =>
    judgeSource(throughGrafana(await answered(shape, found)));

  it.each([
    ['missing', /send_user_header/],
    ['unknown', null],
    ['forged', /cannot be checked/],
  ] as const)('the token is good where the viewer is %s', async (reason, words) => {
    const { fault, isTokenGood } = await judged({ kind: 'no-viewer', reason });
    expect(isTokenGood).toBe(true);
    if (words === null) expect(fault).toBeNull();
    else expect(fault).toMatch(words);
  });

  it('the token is good where the administrator of Grafana is called as somebody of ours', async () => {
    const principal = { kind: 'viewer', id: 't', name: 't', bindings: [], user: null } as never;
    const verdict = await judged({ kind: 'token', principal, expiresAtMs: null });
    expect(verdict).toEqual({ fault: null, isTokenGood: true, isTokenRefused: false });
  });

  it.each(['missing', 'malformed', 'unknown', 'expired', 'revoked', 'stale'] as const)(
    'the token is not accepted where it is %s',
    async (reason) => {
      const found = { kind: 'unauthenticated', reason } as const;
      for (const answer of [
        await answered(shape, found),
        throughGrafana(await answered(shape, found)),
      ])
        expect(judgeSource(answer)).toMatchObject({ isTokenGood: false, isTokenRefused: true });
    },
  );
});

describe('what is none of our refusals', () => {
  const text = 'who looks in Grafana is no user of tocsin, viewer-unknown, scope_denied';
  it.each([
    ['a 403 of somebody else, whatever it says', 403, null],
    ['a reason that is not known', 403, 'limited'],
    ['a 400 of our own', 400, 'bad_query'],
    ['no way to us', 502, null],
    ['nothing there', 404, null],
  ])('%s ends no former token', (_, status, reason) => {
    const verdict = judgeSource({ status, reason, text });
    expect(verdict).toMatchObject({ isTokenGood: false, isTokenRefused: false });
    expect(verdict.fault).not.toBeNull();
  });

  it('has a reason of its own for each viewer that is refused', () => {
    expect(new Set(Object.values(VIEWER_REASONS)).size).toBe(3);
  });
});
