import { describe, expect, it } from 'vitest';
import { toldByService } from '../../../test/support/told-by-service.ts';
import { judgeTelegram } from './telegram-channel.ts';

describe('Telegram', () => {
  it.each<readonly [string, number, object | string, string]>([
    ['taken', 200, { ok: true }, 'sent'],
    [
      'wait',
      429,
      { ok: false, error_code: 429, parameters: { retry_after: 35 } },
      'retry service_rate_limited 35000',
    ],
    ['token', 401, { ok: false, error_code: 401 }, 'drop service_credentials off'],
    [
      'chat',
      400,
      { ok: false, error_code: 400, description: 'Bad Request: chat not found' },
      'drop service_gone off',
    ],
  ])('%s', (_name, status, body, expected) => {
    expect(toldByService(judgeTelegram, status, body)).toBe(expected);
  });
});
