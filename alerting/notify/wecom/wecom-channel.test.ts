import { describe, expect, it } from 'vitest';
import { toldByService } from '../../../test/support/told-by-service.ts';
import { judgeWecom } from './wecom-channel.ts';

describe('WeCom', () => {
  it.each<readonly [string, number, object | string, string]>([
    ['taken', 200, { errcode: 0 }, 'sent'],
    ['rate', 200, { errcode: 45009 }, 'retry service_rate_limited 60000'],
    ['removed', 200, { errcode: 93000 }, 'drop service_gone off'],
    ['busy', 200, { errcode: -1 }, 'retry service_unavailable'],
  ])('%s', (_name, status, body, expected) => {
    expect(toldByService(judgeWecom, status, body)).toBe(expected);
  });
});
