import { describe, expect, it } from 'vitest';
import { exampleMessage } from '../../../test/support/example-message.ts';
import type { Mention, OutgoingMessage } from '../channel-kind.ts';
import { serviceKinds } from '../create-kinds.ts';
import { mentionLine } from './mention-line.ts';

const mention = (kind: string, ...values: readonly string[]): Mention => ({
  name: 'ann',
  contacts: values.map((value) => ({ kind, value })),
});

describe('people who are called by name', () => {
  const message = (...mentions: readonly Mention[]): OutgoingMessage => ({
    ...exampleMessage({
      owner: 'acme',
      settings: { chatId: '-1001' },
      secrets: { url: 'https://robot.example/x?key=1', token: '1:a', routingKey: 'R' },
    }),
    mentions,
  });

  it.each<readonly [string, Mention, string]>([
    ['slack', mention('slack-user', 'U012AB3CD'), '<@U012AB3CD>'],
    ['telegram', mention('telegram-user', '123'), '<a href=\\"tg://user?id=123\\">@123</a>'],
    ['dingtalk', mention('dingtalk-mobile', '13800000000'), '"atMobiles":["13800000000"]'],
    ['dingtalk', mention('dingtalk-user', 'manager1'), '"atUserIds":["manager1"]'],
    ['wecom', mention('wecom-user', 'zhangsan'), '<@zhangsan>'],
    ['feishu', mention('feishu-user', 'ou_1'), '<at id=ou_1></at>'],
    ['pagerduty', mention('pagerduty-user', 'PABC123'), '"ids":["PABC123"]'],
    ['webhook', mention('phone', '12345'), '"contacts":[{"kind":"phone","value":"12345"}]'],
  ])('%s', async (name, called, expected) => {
    const bodies: string[] = [];
    const send = async (request: { readonly body?: string | Uint8Array }) => {
      bodies.push(String(request.body));
      return { kind: 'failed', reason: 'connect', cause: new Error('-') } as const;
    };
    const kinds = serviceKinds({
      outbound: { send },
      isPublic: async () => true,
      clock: { nowMs: () => 0 },
    } as never);
    const kind = kinds.find((one) => one.name === name);
    await kind?.send(message(called), new AbortController().signal);
    expect(bodies[0]).toContain(expected);
  });

  it('as many as there is room for, each once', () => {
    const many = Array.from({ length: 60 }, (_, n) => mention('wecom-user', `user-${n % 55}-long`));
    const line = mentionLine(message(...many), 'wecom-user', (id) => `<@${id}>`);
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(500);
    expect(line.startsWith('<@user-0-long> <@user-1-long>')).toBe(true);
    expect(mentionLine(message(), 'wecom-user', String)).toBe('');
  });
});
