import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import { checkRequest } from '../../../platform/outbound/request-check.ts';
import type { ChannelSettings } from '../../channels/channel.ts';
import type { ChannelSecrets, CheckedSettings, OutgoingMessage } from '../channel-kind.ts';
import { cutText, type Markup, plainLine, replacing, withoutMentions } from '../content/markup.ts';
import { mentionLine, withLine } from '../content/mention-line.ts';
import { givenText } from '../given-fields.ts';
import type { KindDescription, KindSending } from '../kind-description.ts';
import type { PanelPicture } from '../panel-image.ts';
import { multipartForm } from '../service/multipart-form.ts';
import type { ServiceParts } from '../service/post-service.ts';
import {
  type CodeMeaning,
  codeIn,
  GONE,
  judgeStatus,
  KEY_REFUSED,
  outcomeOf,
  type ServiceAnswer,
  textIn,
  tooFast,
  UNWANTED,
} from '../service/service-answer.ts';
import type { ServiceRequest } from '../service/service-request.ts';
import { destinationKeyOf } from '../service/service-url.ts';
import { textServiceChannel } from '../service/text-service.ts';

const PUBLIC_API = 'https://api.telegram.org';

/** A bot of Telegram that writes to a chat, through the public Bot API or a server of one's own. */
export const telegram: KindDescription = {
  name: 'telegram',
  title: { en: 'Telegram', zh: 'Telegram' },
  hint: { en: 'A bot that writes to a chat or channel.', zh: '向聊天或频道发消息的机器人。' },
  icon: 'brand-telegram',
  hasTexts: true,
  fields: [
    {
      name: 'token',
      type: 'password',
      label: { en: 'Token of the bot', zh: '机器人 Token' },
      help: {
        en: '123456:ABC… from BotFather. Kept secret.',
        zh: 'BotFather 给出的 123456:ABC…，会保密。',
      },
      description: 'Token of the bot',
      isSecret: true,
      isRequired: true,
      maxLength: 200,
    },
    {
      name: 'chatId',
      type: 'text',
      label: { en: 'Chat', zh: '聊天' },
      help: {
        en: 'A number such as -1001234567890, or @channel.',
        zh: '数字，如 -1001234567890，或 @频道。',
      },
      description: 'Number, or @channel',
      isRequired: true,
      maxLength: 64,
    },
    {
      name: 'topicId',
      type: 'text',
      label: { en: 'Topic', zh: '话题' },
      help: { en: 'Number of a topic within the group.', zh: '群内话题的编号。' },
      isRare: true,
      maxLength: 12,
    },
    {
      name: 'apiUrl',
      type: 'url',
      label: { en: 'Own Bot API server', zh: '自建 Bot API 服务' },
      help: {
        en: `Empty: ${PUBLIC_API}. With another one the token has to be given again.`,
        zh: `留空则为 ${PUBLIC_API}。更换后需要重新填写 Token。`,
      },
      description: 'A Bot API server of one’s own; the token has to be given again with it',
      isRare: true,
      minLength: 8,
      maxLength: 500,
    },
  ],
  contacts: [
    {
      kind: 'telegram-user',
      title: { en: 'Telegram user number', zh: 'Telegram 用户编号' },
      pattern: /^\d{3,20}$/,
      example: '123456789',
    },
  ],
  sending: { by: 'service', create: telegramSending },
};

function telegramSending(parts: ServiceParts): KindSending {
  return textServiceChannel(
    {
      markup: MARKUP,
      format: 'html',
      // 4,096 characters after entities; the title is part of them.
      limits: { maxSize: 3_600, maxTitle: 250 },
      rates: [
        { most: 20, perMs: 60_000 },
        { most: 1, perMs: 1_000 },
      ],
      check,
      destinationKey: (settings, { token = '' }) =>
        destinationKeyOf(
          new URL(apiOf(settings)).host,
          `${token}/${givenText(settings, 'chatId') ?? ''}`,
        ),
      request: (written, message) => {
        const { settings, secrets } = message;
        const { token } = secrets;
        const chat = givenText(settings, 'chatId');
        if (token === undefined || chat === undefined) return null;
        const topic = givenText(settings, 'topicId');
        const calls = mentionLine(
          message,
          'telegram-user',
          (id) => `<a href="tg://user?id=${id}">@${id}</a>`,
        );
        return {
          url: `${apiOf(settings)}/bot${token}/sendMessage`,
          body: {
            chat_id: chat,
            ...(topic === undefined ? {} : { message_thread_id: Number(topic) }),
            text: withLine(
              `${MARKUP.heading(MARKUP.escape(written.title))}\n${written.body}`,
              calls,
            ),
            parse_mode: 'HTML',
            link_preview_options: { is_disabled: true },
          },
        };
      },
      judge: judgeTelegram,
      upload: { maxBytes: 10_000_000, request: photoRequest },
    },
    parts,
  );
}

/** Quietly, for the text before it has been heard. */
function photoRequest(
  { png }: PanelPicture,
  { settings, secrets: { token }, notification }: OutgoingMessage,
): ServiceRequest | null {
  const chat = givenText(settings, 'chatId');
  if (token === undefined || chat === undefined) return null;
  const topic = givenText(settings, 'topicId');
  const fields: (readonly [string, string])[] = [
    ['chat_id', chat],
    ...(topic === undefined ? [] : [['message_thread_id', topic] as const]),
    ['disable_notification', 'true'],
    ['caption', withoutMentions(cutText(plainLine(notification.title), MAX_CAPTION))],
  ];
  const file = { field: 'photo', name: 'panel.png', type: 'image/png', bytes: png };
  return { url: `${apiOf(settings)}/bot${token}/sendPhoto`, raw: multipartForm(fields, file) };
}

const MAX_CAPTION = 300;

function apiOf(settings: ChannelSettings): string {
  return (givenText(settings, 'apiUrl') ?? PUBLIC_API).replace(/\/+$/, '');
}

const escapeSpecial = replacing({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' });

const MARKUP: Markup = {
  escape: (text) => withoutMentions(escapeSpecial(plainLine(text))),
  heading: (text) => `<b>${text}</b>`,
  bold: (text) => `<b>${text}</b>`,
  link: (text, url) => `<a href="${url.replaceAll('&', '&amp;')}">${text}</a>`,
  newline: '\n',
  size: (text) => text.length,
};

function check(given: ChannelSettings, kept: ChannelSecrets | undefined): CheckedSettings {
  const apiUrl = givenText(given, 'apiUrl');
  const api = apiOf(given);
  // A kept token goes only where it went before.
  const token = givenText(given, 'token') ?? (kept?.api === api ? kept.token : undefined);
  const chatId = givenText(given, 'chatId') ?? '';
  const topicId = givenText(given, 'topicId');
  const findings: ErrorDetail[] = [];
  const say = (isWrong: boolean, path: string, message: string) => {
    if (isWrong) findings.push({ path, message });
  };
  const url = checkRequest(api, {});
  const host = url instanceof URL && url.search === '' && url.hash === '' ? url.host : null;
  say(host === null || api.length > 500, '/apiUrl', `expected an address such as ${PUBLIC_API}`);
  const isToken = token !== undefined && /^\d{3,20}:[\w-]{10,100}$/.test(token);
  say(!isToken, '/token', 'expected the token of the bot, such as 123456:ABC…');
  const isChat = /^-?\d{1,20}$/.test(chatId) || /^@[A-Za-z]\w{3,40}$/.test(chatId);
  say(!isChat, '/chatId', 'expected the number of a chat, such as -1001234567890, or @channel');
  say(topicId !== undefined && !/^\d{1,12}$/.test(topicId), '/topicId', 'expected a number');
  if (findings.length > 0 || token === undefined || host === null) {
    return { kind: 'invalid', findings };
  }
  const settings = {
    chatId,
    ...(topicId === undefined ? {} : { topicId }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
  };
  return { kind: 'valid', settings, secrets: { token, api }, target: `${host} ${chatId}` };
}

const TEXTS: readonly (readonly [RegExp, CodeMeaning])[] = [
  [/chat not found|chat_id is empty|group chat was deactivated|upgraded to a supergroup/i, GONE],
  [/bot was (?:blocked|kicked)|not a member|user is deactivated|not enough rights/i, GONE],
  [/message is too long|can't parse entities|text must be non-empty/i, UNWANTED],
];

/** `ok: true`; a description says why not, and `parameters.retry_after` when again. */
export function judgeTelegram(answer: ServiceAnswer) {
  const { status, json } = answer;
  if (status === 200 && json?.ok === true) return outcomeOf('sent', status, '');
  const description = textIn(json, 'description');
  const code = codeIn(json, 'error_code') ?? status;
  const detail = description === '' ? '' : `${code}: ${description}`;
  if (code === 429) {
    const seconds = retryAfterIn(json?.parameters) ?? 5;
    return outcomeOf(tooFast(Math.min(seconds, 3_600) * 1_000), status, detail);
  }
  if (code === 401 || code === 404) return outcomeOf(KEY_REFUSED, status, detail);
  const known = TEXTS.find(([pattern]) => pattern.test(description))?.[1];
  return outcomeOf(known ?? (code === 403 ? GONE : judgeStatus(answer)), status, detail);
}

function retryAfterIn(parameters: unknown): number | undefined {
  if (typeof parameters !== 'object' || parameters === null) return undefined;
  const seconds: unknown = Reflect.get(parameters, 'retry_after');
  return typeof seconds === 'number' ? seconds : undefined;
}
