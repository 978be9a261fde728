import { describe, expect, it } from 'vitest';
import { toldByService } from '../../../test/support/told-by-service.ts';
import { judgeSlack } from './slack-channel.ts';

describe('Slack', () => {
  it.each<readonly [string, number, object | string, string]>([
    ['taken', 200, 'ok', 'sent'],
    ['another text', 200, 'hello', 'drop service_rejected'],
    ['JSON not ok', 200, { ok: false, error: 'token_revoked' }, 'drop service_gone off'],
    ['archived', 410, 'channel_is_archived', 'drop service_gone off'],
    ['payload', 400, 'invalid_payload', 'drop service_content'],
    ['500', 500, 'rollup_error', 'retry service_unavailable'],
  ])('%s', (_name, status, body, expected) => {
    expect(toldByService(judgeSlack, status, body)).toBe(expected);
  });

  it('waits as long as the service asks', () => {
    const told = toldByService(judgeSlack, 429, 'rate_limited', { 'retry-after': '7' });
    expect(told).toBe('retry service_rate_limited 7000');
  });
});
