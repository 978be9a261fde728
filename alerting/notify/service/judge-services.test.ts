import { describe, expect, it } from 'vitest';
import type { SendOutcome } from '../channel-kind.ts';
import { judgeDingtalk } from '../dingtalk/dingtalk-channel.ts';
import { signDingtalk } from '../dingtalk/sign-dingtalk.ts';
import { judgeFeishu } from '../feishu/feishu-channel.ts';
import { signFeishu } from '../feishu/sign-feishu.ts';
import { judgePagerduty } from '../pagerduty/pagerduty-channel.ts';
import { judgeSlack } from '../slack/slack-channel.ts';
import { judgeTeams } from '../teams/teams-channel.ts';
import { judgeTelegram } from '../telegram/telegram-channel.ts';
import { judgeWecom } from '../wecom/wecom-channel.ts';
import type { JudgeService } from './post-service.ts';
import { readAnswer } from './service-answer.ts';

const answer = (status: number, body: object | string, headers = {}) =>
  readAnswer(
    {
      kind: 'answered',
      status,
      headers,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      isCut: false,
    },
    0,
  );

const told = (outcome: SendOutcome): string => {
  if (outcome.kind === 'sent') return 'sent';
  const after =
    outcome.kind === 'retry' && outcome.afterMs !== undefined ? ` ${outcome.afterMs}` : '';
  const off = outcome.kind === 'drop' && outcome.disables ? ' off' : '';
  return `${outcome.kind} ${outcome.reason}${after}${off}`;
};

type Case = readonly [string, JudgeService, number, object | string, string];
const CASES: readonly Case[] = [
  ['dingtalk: number', judgeDingtalk, 200, { errcode: 0, errmsg: 'ok' }, 'sent'],
  ['dingtalk: text', judgeDingtalk, 200, { errcode: '0' }, 'sent'],
  ['dingtalk: sign', judgeDingtalk, 200, { errcode: 310000 }, 'drop service_credentials'],
  [
    'dingtalk: too fast',
    judgeDingtalk,
    200,
    { errcode: 130101 },
    'retry service_rate_limited 600000',
  ],
  ['dingtalk: removed', judgeDingtalk, 200, { errcode: 300001 }, 'drop service_gone off'],
  ['dingtalk: unknown code', judgeDingtalk, 200, { errcode: 999 }, 'drop service_rejected'],
  ['dingtalk: a page', judgeDingtalk, 200, '<html>', 'drop service_rejected'],
  ['dingtalk: 502', judgeDingtalk, 502, '', 'retry service_unavailable'],
  ['feishu: code', judgeFeishu, 200, { code: 0, msg: 'success' }, 'sent'],
  ['feishu: old form', judgeFeishu, 200, { StatusCode: 0 }, 'sent'],
  ['feishu: both', judgeFeishu, 200, { StatusCode: 0, code: 19021 }, 'drop service_credentials'],
  ['feishu: too many', judgeFeishu, 400, { code: 9499 }, 'retry service_rate_limited 60000'],
  ['feishu: off', judgeFeishu, 200, { code: 19007 }, 'drop service_gone off'],
  ['wecom', judgeWecom, 200, { errcode: 0 }, 'sent'],
  ['wecom: rate', judgeWecom, 200, { errcode: 45009 }, 'retry service_rate_limited 60000'],
  ['wecom: removed', judgeWecom, 200, { errcode: 93000 }, 'drop service_gone off'],
  ['wecom: busy', judgeWecom, 200, { errcode: -1 }, 'retry service_unavailable'],
  ['slack', judgeSlack, 200, 'ok', 'sent'],
  ['slack: another text', judgeSlack, 200, 'hello', 'drop service_rejected'],
  [
    'slack: JSON not ok',
    judgeSlack,
    200,
    { ok: false, error: 'token_revoked' },
    'drop service_gone off',
  ],
  ['slack: archived', judgeSlack, 410, 'channel_is_archived', 'drop service_gone off'],
  ['slack: payload', judgeSlack, 400, 'invalid_payload', 'drop service_content'],
  ['slack: 500', judgeSlack, 500, 'rollup_error', 'retry service_unavailable'],
  ['teams', judgeTeams, 202, '', 'sent'],
  [
    'teams: 200 with a failure',
    judgeTeams,
    200,
    'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x',
    'retry service_rate_limited 10000',
  ],
  [
    'teams: off',
    judgeTeams,
    400,
    { error: { code: 'WorkflowTriggerIsNotEnabled' } },
    'drop service_gone off',
  ],
  ['teams: key', judgeTeams, 401, '', 'drop service_credentials off'],
  ['telegram', judgeTelegram, 200, { ok: true }, 'sent'],
  [
    'telegram: wait',
    judgeTelegram,
    429,
    { ok: false, error_code: 429, parameters: { retry_after: 35 } },
    'retry service_rate_limited 35000',
  ],
  [
    'telegram: token',
    judgeTelegram,
    401,
    { ok: false, error_code: 401 },
    'drop service_credentials off',
  ],
  [
    'telegram: chat',
    judgeTelegram,
    400,
    { ok: false, error_code: 400, description: 'Bad Request: chat not found' },
    'drop service_gone off',
  ],
  ['pagerduty', judgePagerduty, 202, { status: 'success' }, 'sent'],
  ['pagerduty: rate', judgePagerduty, 429, {}, 'retry service_rate_limited'],
  [
    'pagerduty: key',
    judgePagerduty,
    400,
    {
      status: 'invalid event',
      message: 'Event object is invalid',
      errors: ["'routing_key' is wrong"],
    },
    'drop service_credentials off',
  ],
  [
    'pagerduty: event',
    judgePagerduty,
    400,
    { message: 'invalid', errors: ['summary'] },
    'drop service_content',
  ],
];

describe('what services answer', () => {
  it.each(CASES)('%s', (_name, judge, status, body, expected) => {
    expect(told(judge(answer(status, body)))).toBe(expected);
  });

  it('waits as long as the service asks', () => {
    const waiting = judgeSlack(answer(429, 'rate_limited', { 'retry-after': '7' }));
    expect(told(waiting)).toBe('retry service_rate_limited 7000');
  });
});

describe('signatures equal the vectors', () => {
  it('of DingTalk', () => {
    const url = signDingtalk(
      'https://oapi.dingtalk.com/robot/send?access_token=x',
      'SECtest',
      1_700_000_000_000,
    );
    expect(url).toContain('timestamp=1700000000000');
    expect(url).toContain('sign=aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D');
  });

  it('of Feishu', () => {
    expect(signFeishu('testsecret', 1_700_000_000_999)).toEqual({
      timestamp: '1700000000',
      sign: 'AOc8oJ7//5OlQlfWC3nRL0R+IkuzcD1FKcAyibRK9Q8=',
    });
  });
});
