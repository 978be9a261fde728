import { describe, expect, it } from 'vitest';
import { ERROR_REGISTRY } from '../../../platform/errors/error-registry.ts';
import { createTranslations } from '../i18n/setup.ts';
import { ApiError, errorOf } from './api-error.ts';
import { errorWords } from './error-words.ts';

const languages = [await createTranslations('en'), await createTranslations('zh')];

describe.each(languages)('words for errors in language %#', ({ t }) => {
  it.each(Object.keys(ERROR_REGISTRY))('%s has its own title', (kind) => {
    const { title } = errorWords(new ApiError({ kind, status: 400, message: 'x' }), t);
    expect(title).not.toBe(t('errors.unknown'));
    expect(title).not.toContain('errors.');
  });

  it('carries what the service said, when to come back, and the request of a fault', () => {
    const limited = { kind: 'limited', status: 429, message: 'slow down', retryAfterSeconds: 7 };
    expect(errorWords(new ApiError(limited), t).detail).toMatch(/^slow down .*7/);
    const fault = { kind: 'internal', status: 500, message: 'sorry', requestId: 'r-9' };
    expect(errorWords(new ApiError(fault), t).detail).toMatch(/^sorry .*r-9/);
  });

  it.each([
    ['too_many_requests', 'limited'],
    ['forbidden', 'scope_denied'],
  ] as const)('says for a query that is %s the same as for any request', (type, kind) => {
    const error = new ApiError({ kind: `prometheus:${type}`, status: 429, message: 'x' });
    expect(errorWords(error, t).title).toBe(t(`errors.${kind}`));
  });

  it('has words for what is no answer of the service', () => {
    expect(errorWords(new Error('odd'), t)).toEqual({ title: t('errors.unknown'), detail: 'odd' });
    expect(errorWords('odd', t)).toEqual({ title: t('errors.unknown'), detail: '' });
  });
});

describe('reading an error answer', () => {
  it('keeps kind, fields, request and the time to wait', async () => {
    const body = {
      error: {
        kind: 'invalid',
        message: 'no',
        details: [{ path: '/name', message: 'taken' }],
        requestId: 'r-1',
      },
    };
    const response = Response.json(body, { status: 400, headers: { 'retry-after': '3' } });
    expect(await errorOf(response)).toMatchObject({
      ...body.error,
      status: 400,
      retryAfterSeconds: 3,
    });
  });

  it.each(['<html>bad gateway</html>', '{}', '{"error":"text"}', 'null'])(
    'calls %s unreadable',
    async (text) => {
      expect(await errorOf(new Response(text, { status: 502 }))).toMatchObject({
        kind: 'unreadable',
        status: 502,
      });
    },
  );
});
