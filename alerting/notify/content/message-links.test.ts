import { describe, expect, it } from 'vitest';
import { incidentOf } from '../../../test/support/incident-of.ts';
import type { ChannelLanguage } from '../../channels/channel.ts';
import { digestOf } from '../../outbox/limits/digest.ts';
import { type IncidentLinks, outgoingMessage } from '../../outbox/outgoing-message.ts';
import type { Destination, OutgoingMessage } from '../channel-kind.ts';
import { serviceKinds } from '../create-kinds.ts';
import { mailHtml } from '../email/mail-html.ts';
import { mailText } from '../email/mail-text.ts';
import { alertsOf, type Notification, onlyAlerts } from '../notification.ts';
import { groupNotification, notificationOf } from '../notification-of.ts';
import { messageContent } from './message-content.ts';

const ATMS = Date.UTC(2026, 2, 1, 12);
const LINKS: IncidentLinks = {
  incident: (owner, id) => `https://t.example/${owner}/i/${id}`,
  rule: () => null,
  acts: (_about, id) => ({
    acknowledge: `https://t.example/act/ack-${id}`,
    silence: `https://t.example/act/silence-${id}`,
  }),
  actsOnAll: ({ deliveryId }, id) => `https://t.example/act/all-${deliveryId}-${id}`,
};
const WITHOUT: IncidentLinks = { incident: LINKS.incident, rule: LINKS.rule };
const GROUP = { id: 'f'.repeat(32), key: 'policy:p:{}', labels: { cluster: 'east' } };
const PARTS = { sealer: { seal: String, open: String }, timeZoneOf: () => 'Asia/Shanghai' };

const said = (id: string, status: 'firing' | 'resolved' = 'firing') => ({
  incident: incidentOf(id, { status, title: 'Disk almost full', startedAtMs: ATMS - 600_000 }),
  purpose: status,
  previousSeverity: null,
});
const one = notificationOf(said('A').incident, 'firing', null, ATMS);
const group = groupNotification([said('A'), said('B'), said('C', 'resolved')], GROUP, ATMS);
const ended = groupNotification([said('A', 'resolved'), said('B', 'resolved')], GROUP, ATMS);

function outgoing(
  notification: Notification,
  language: ChannelLanguage = 'en',
  links = LINKS,
): OutgoingMessage {
  const channel: Destination = {
    ...{ id: 'C1', owner: 'acme', name: 'ops', kind: 'dingtalk', enabled: true, language },
    ...{ sendResolved: true, settings: {}, sealedSecrets: '' },
  };
  const delivery = { id: 'D1', owner: 'acme', createdAtMs: ATMS };
  return outgoingMessage({ ...PARTS, links }, delivery, notification, channel);
}
const digest = (language: ChannelLanguage) => {
  const parts = [
    { id: '01J00000000000000000000001', notification: one },
    { id: '01J00000000000000000000002', notification: group },
  ];
  const channel = { id: 'C1', owner: 'acme', name: 'ops' };
  const { notification } = digestOf(parts, channel, ['critical', 'warning'], ATMS);
  return outgoing(notification, language);
};
const linksIn = (message: OutgoingMessage) =>
  messageContent(message).links.map(({ text, url }) => `${text} ${url}`);
const ofAll = (message: OutgoingMessage) => linksIn(message).filter((link) => /act\//.test(link));

describe('links that act in messages', () => {
  it.each<readonly [string, OutgoingMessage, readonly string[]]>([
    [
      'about one: acknowledge it, silence it',
      outgoing(one),
      ['Acknowledge https://t.example/act/ack-A', 'Silence https://t.example/act/silence-A'],
    ],
    [
      'about several: one for all that fire',
      outgoing(group),
      ['Acknowledge all 2 https://t.example/act/all-D1-A'],
    ],
    ['about several that are over: none', outgoing(ended), []],
    ['of who has switched them off: none', outgoing(group, 'en', WITHOUT), []],
    [
      'a digest: one for all that fire',
      digest('en'),
      ['Acknowledge all 2 https://t.example/act/all-D1-A'],
    ],
    ['in Chinese', digest('zh'), ['全部确认（2 条） https://t.example/act/all-D1-A']],
  ])('%s', (_name, message, expected) => {
    expect(ofAll(message)).toEqual(expected);
  });

  it('who is told of a part has no link for all of it', () => {
    const message = outgoing(group);
    const part = onlyAlerts(message.notification, ({ incidentId }) => incidentId !== 'B');
    expect(alertsOf(part)).toHaveLength(2);
    expect(ofAll({ ...message, notification: part })).toEqual([]);
  });

  it('a message about more than a link can act on has none', () => {
    const many = { ...group, group: { ...(group.group ?? GROUP_OF_ONE), truncated: 498 } };
    expect(ofAll(outgoing(many))).toEqual([]);
    const most = { ...group, group: { ...(group.group ?? GROUP_OF_ONE), truncated: 497 } };
    expect(ofAll(outgoing(most))).toHaveLength(1);
  });

  const url = 'https://t.example/act/all-D1-A';
  it('stand in both alternatives of a mail', () => {
    const content = messageContent(digest('zh'));
    expect(mailText(content)).toContain(`全部确认（2 条）: ${url}`);
    expect(mailHtml(content)).toContain(`<a href="${url}"`);
    expect(mailHtml(content)).toContain('>全部确认（2 条）</a>');
  });

  const kinds = serviceKinds({
    outbound: { send: () => Promise.reject(new Error('nothing is sent')) },
    isPublic: async () => true,
    clock: { nowMs: () => ATMS },
  } as never);
  it.each<readonly [string, string]>([
    ['dingtalk', `[全部确认（2 条）](${url})`],
    ['feishu', `[全部确认（2 条）](${url})`],
    ['wecom', `[全部确认（2 条）](${url})`],
    ['slack', `<${url}|全部确认（2 条）>`],
    ['telegram', `<a href="${url}">全部确认（2 条）</a>`],
    ['teams', `[全部确认（2 条）](${url})`],
  ])('stand in a chat of %s, in its markup', (name, expected) => {
    const kind = kinds.find((each) => each.name === name);
    const body = kind?.write?.(digest('zh')).body ?? '';
    expect(body).toContain('开始时间 2026年3月1日 19:50:00');
    expect(body).toContain(expected);
  });
});

const GROUP_OF_ONE = { ...GROUP, firing: 1, resolved: 0, truncated: 0, alerts: [] };
