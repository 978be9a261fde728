import { describe, expect, it } from 'vitest';
import { toldByService } from '../../../test/support/told-by-service.ts';
import { judgePagerduty } from './pagerduty-channel.ts';

describe('PagerDuty', () => {
  it.each<readonly [string, number, object | string, string]>([
    ['taken', 202, { status: 'success' }, 'sent'],
    ['rate', 429, {}, 'retry service_rate_limited'],
    [
      'key',
      400,
      {
        status: 'invalid event',
        message: 'Event object is invalid',
        errors: ["'routing_key' is wrong"],
      },
      'drop service_credentials off',
    ],
    ['event', 400, { message: 'invalid', errors: ['summary'] }, 'drop service_content'],
  ])('%s', (_name, status, body, expected) => {
    expect(toldByService(judgePagerduty, status, body)).toBe(expected);
  });
});
