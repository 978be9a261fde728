import { describe, expect, it } from 'vitest';
import { toldByService } from '../../../test/support/told-by-service.ts';
import { judgeFeishu } from './feishu-channel.ts';
import { signFeishu } from './sign-feishu.ts';

describe('Feishu', () => {
  it.each<readonly [string, number, object | string, string]>([
    ['code', 200, { code: 0, msg: 'success' }, 'sent'],
    ['old form', 200, { StatusCode: 0 }, 'sent'],
    ['both', 200, { StatusCode: 0, code: 19021 }, 'drop service_credentials'],
    ['too many', 400, { code: 9499 }, 'retry service_rate_limited 60000'],
    ['off', 200, { code: 19007 }, 'drop service_gone off'],
  ])('%s', (_name, status, body, expected) => {
    expect(toldByService(judgeFeishu, status, body)).toBe(expected);
  });

  it('the signature equals the vector', () => {
    expect(signFeishu('testsecret', 1_700_000_000_999)).toEqual({
      timestamp: '1700000000',
      sign: 'AOc8oJ7//5OlQlfWC3nRL0R+IkuzcD1FKcAyibRK9Q8=',
    });
  });
});
