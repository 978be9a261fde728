import { describe, expect, it } from 'vitest';
import { toldByService } from '../../../test/support/told-by-service.ts';
import { judgeDingtalk } from './dingtalk-channel.ts';
import { signDingtalk } from './sign-dingtalk.ts';

describe('DingTalk', () => {
  it.each<readonly [string, number, object | string, string]>([
    ['number', 200, { errcode: 0, errmsg: 'ok' }, 'sent'],
    ['text', 200, { errcode: '0' }, 'sent'],
    ['sign', 200, { errcode: 310000 }, 'drop service_credentials'],
    ['too fast', 200, { errcode: 130101 }, 'retry service_rate_limited 600000'],
    ['removed', 200, { errcode: 300001 }, 'drop service_gone off'],
    ['unknown code', 200, { errcode: 999 }, 'drop service_rejected'],
    ['a page', 200, '<html>', 'drop service_rejected'],
    ['502', 502, '', 'retry service_unavailable'],
  ])('%s', (_name, status, body, expected) => {
    expect(toldByService(judgeDingtalk, status, body)).toBe(expected);
  });

  it('the signature equals the vector', () => {
    const url = signDingtalk(
      'https://oapi.dingtalk.com/robot/send?access_token=x',
      'SECtest',
      1_700_000_000_000,
    );
    expect(url).toContain('timestamp=1700000000000');
    expect(url).toContain('sign=aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D');
  });
});
