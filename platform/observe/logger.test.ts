import { describe, expect, it } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { createLogger, type LogLevel } from './logger.ts';
import { isSecretName, redactFields, redactText } from './redact.ts';

function capture(level: LogLevel) {
  const lines: string[] = [];
  const logger = createLogger({ level, destination: { write: (line) => void lines.push(line) } });
  return { logger, lines };
}

describe('logger', () => {
  it('writes one JSON line with level, time, fields and the constant message', () => {
    const { logger, lines } = capture('info');
    logger.child({ service: 'outbox' }).info({ tenant: 'acme', durationMs: 12 }, 'delivery sent');
    logger.debug({ tenant: 'globex' }, 'below the level');
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0] ?? '');
    expect(line).toMatchObject({
      level: 'info',
      service: 'outbox',
      tenant: 'acme',
      durationMs: 12,
      msg: 'delivery sent',
    });
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('keeps kind, code and causes of an error, and no secret in any of them', () => {
    const { logger, lines } = capture('warn');
    const cause = new Error('POST https://robot.example/send?access_token=abc123 refused');
    logger.warn({ err: new AppError('upstream_failed', 'asked', { cause }) }, 'send refused');
    expect(lines[0]).not.toContain('abc123');
    expect(JSON.parse(lines[0] ?? '').err).toMatchObject({
      type: 'AppError',
      kind: 'upstream_failed',
      cause: { message: 'POST https://robot.example/send?access_token=[redacted] refused' },
    });
  });
});

describe('redactText', () => {
  it.each([
    [
      'query secret',
      'https://a.example/x?key=s3cr3t&b=1',
      'https://a.example/x?key=[redacted]&b=1',
    ],
    ['bearer', 'authorization: Bearer abcdefgh', 'authorization: Bearer [redacted]'],
    ['userinfo', 'smtp://joe:pa55@mail.example', 'smtp://joe:[redacted]@mail.example'],
    ['own token', `x tocsin_${'a'.repeat(43)} y`, 'x [redacted] y'],
    [
      'slack hook',
      'https://hooks.slack.com/services/T0/B0/xyz',
      'https://hooks.slack.com/services/[redacted]',
    ],
    [
      'hook path',
      'https://a.example/open-apis/bot/v2/hook/0123-4567',
      'https://a.example/open-apis/bot/v2/hook/[redacted]',
    ],
    ['plain text stays', 'rate(http_requests_total[5m]) > 3', 'rate(http_requests_total[5m]) > 3'],
  ])('%s', (_name, text, expected) => {
    expect(redactText(text)).toBe(expected);
  });
});

describe('redactFields', () => {
  it('hides values by name at any depth and leaves facts about secrets', () => {
    const fields = {
      headers: { authorization: 'x', Cookie: 'y', 'X-Api-Key': 'z', accept: 'a' },
      tokenId: '01J',
      passwordChangedAtMs: 5,
      list: [{ clientSecret: 's' }],
    };
    expect(redactFields(fields)).toEqual({
      headers: {
        authorization: '[redacted]',
        Cookie: '[redacted]',
        'X-Api-Key': '[redacted]',
        accept: 'a',
      },
      tokenId: '01J',
      passwordChangedAtMs: 5,
      list: [{ clientSecret: '[redacted]' }],
    });
  });

  it('ends on a value that contains itself', () => {
    const loop: Record<string, unknown> = { tenant: 'acme' };
    loop.self = loop;
    expect(JSON.stringify(redactFields(loop))).toContain('[deeper]');
  });

  it.each([
    ['password', true],
    ['set-cookie', true],
    ['tokenCount', false],
    ['tenant', false],
  ])('isSecretName(%s)', (name, expected) => {
    expect(isSecretName(name)).toBe(expected);
  });
});
