import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import type { ChannelSettings } from '../../channels/channel.ts';
import type { ChannelSecrets, CheckedSettings } from '../channel-kind.ts';
import {
  cutText,
  type Markup,
  plainLine,
  replacing,
  utf8Bytes,
  withoutMentions,
} from '../content/markup.ts';
import { calledBy } from '../content/mention-line.ts';
import { MESSAGE_WORDS } from '../content/message-words.ts';
import { givenList, givenText } from '../given-fields.ts';
import type { KindDescription, KindSending } from '../kind-description.ts';
import { robotSecret, robotUrl, USER_ID } from '../kind-fields.ts';
import type { ServiceParts } from '../service/post-service.ts';
import {
  BUSY,
  type CodeMeaning,
  codeIn,
  GONE,
  judgeStatus,
  outcomeOf,
  type ServiceAnswer,
  textIn,
  tooFast,
  UNWANTED,
  WRONG_KEY,
} from '../service/service-answer.ts';
import { checkServiceUrl, urlDestinationKey } from '../service/service-url.ts';
import { textServiceChannel } from '../service/text-service.ts';
import { signDingtalk } from './sign-dingtalk.ts';

const MAX_MOBILES = 20;
/** Of mobiles, and of user ids, in one message. */
const MAX_CALLED = 40;
const URL_RULE = {
  path: /\/robot\/send$/,
  parameter: 'access_token',
  example: 'https://oapi.dingtalk.com/robot/send?access_token=…',
};

/** A custom robot of a DingTalk group: markdown, signed when the robot asks for signatures. */
export const dingtalk: KindDescription = {
  name: 'dingtalk',
  title: { en: 'DingTalk', zh: '钉钉' },
  hint: {
    en: 'A robot of a group, signed if it asks for it.',
    zh: '群里的自定义机器人，支持加签。',
  },
  icon: 'brand-dingtalk',
  hasTexts: true,
  fields: [
    robotUrl({
      en: 'https://oapi.dingtalk.com/robot/send?access_token=… Kept secret.',
      zh: 'https://oapi.dingtalk.com/robot/send?access_token=…，会保密。',
    }),
    robotSecret('Signing secret of the robot (SEC…)'),
    {
      name: 'mentions',
      type: 'tags',
      label: { en: 'Mobile numbers to mention', zh: '要 @ 的手机号' },
      help: { en: 'Press Enter after each.', zh: '每输入一个按 Enter。' },
      description: 'Mobile numbers of those to mention',
      isRare: true,
      minLength: 0,
      maxLength: 20,
      maxItems: MAX_MOBILES,
    },
  ],
  contacts: [
    {
      kind: 'dingtalk-mobile',
      title: { en: 'DingTalk mobile', zh: '钉钉手机号' },
      pattern: /^\+?\d[\d-]{4,19}$/,
      example: '13800000000',
    },
    {
      kind: 'dingtalk-user',
      title: { en: 'DingTalk user id', zh: '钉钉用户 ID' },
      pattern: USER_ID,
      example: 'manager4220',
    },
  ],
  sending: { by: 'service', create: dingtalkSending },
};

function dingtalkSending(parts: ServiceParts): KindSending {
  return textServiceChannel(
    {
      markup: MARKUP,
      format: 'markdown',
      // The robot takes 20,000 bytes in all, counted as JSON.
      limits: { maxSize: 16_500, maxTitle: 200 },
      rates: [{ most: 20, perMs: 60_000 }],
      check,
      destinationKey: urlDestinationKey,
      request: (written, message, nowMs, pictureUrl) => {
        const { settings, secrets, language } = message;
        const { url, secret } = secrets;
        if (url === undefined) return null;
        const called = calledBy(message, 'dingtalk-mobile');
        const mobiles = [...new Set([...(givenList(settings, 'mentions') ?? []), ...called])].slice(
          0,
          MAX_CALLED,
        );
        const users = calledBy(message, 'dingtalk-user').slice(0, MAX_CALLED);
        const title = cutText(written.title, 200);
        const calls = [...mobiles, ...users].map((one) => `@${one}`).join(' ');
        const text = [
          MARKUP.heading(MARKUP.escape(title)),
          written.body,
          // DingTalk fetches the picture itself.
          ...(pictureUrl === null ? [] : [`![${MESSAGE_WORDS[language].graph}](${pictureUrl})`]),
          ...(calls === '' ? [] : [calls]),
        ];
        return {
          url: secret === undefined ? url : signDingtalk(url, secret, nowMs),
          body: {
            msgtype: 'markdown',
            markdown: { title, text: text.join(MARKUP.newline) },
            at: { atMobiles: mobiles, atUserIds: users, isAtAll: false },
          },
        };
      },
      judge: judgeDingtalk,
    },
    parts,
  );
}

const escapeSpecial = replacing({
  '\\': '\\\\',
  '`': '\\`',
  '*': '\\*',
  _: '\\_',
  '[': '\\[',
  ']': '\\]',
  '(': '\\(',
  ')': '\\)',
  '#': '\\#',
  '~': '\\~',
  '|': '\\|',
  '!': '\\!',
  '<': '＜',
  '>': '＞',
});

const MARKUP: Markup = {
  escape: (text) => withoutMentions(escapeSpecial(plainLine(text))),
  heading: (text) => `#### ${text}`,
  bold: (text) => `**${text}**`,
  link: (text, url) => `[${text}](${url})`,
  newline: '\n\n',
  size: (text) => utf8Bytes(JSON.stringify(text)),
};

function check(given: ChannelSettings, kept: ChannelSecrets | undefined): CheckedSettings {
  const checked = checkServiceUrl(given, kept, URL_RULE);
  const secret = givenText(given, 'secret') ?? kept?.secret;
  const mentions = givenList(given, 'mentions') ?? [];
  const findings: ErrorDetail[] = [];
  if (checked.kind === 'invalid') findings.push(...checked.findings);
  if (secret !== undefined && !/^[\x21-\x7e]{5,256}$/.test(secret)) {
    findings.push({ path: '/secret', message: 'expected the robot’s secret, such as SEC…' });
  }
  mentions.forEach((mobile, index) => {
    if (/^\+?[\d-]{5,20}$/.test(mobile) && index < MAX_MOBILES) return;
    findings.push({
      path: `/mentions/${index}`,
      message: `expected at most ${MAX_MOBILES} mobile numbers such as 13800000000`,
    });
  });
  if (findings.length > 0 || checked.kind === 'invalid') return { kind: 'invalid', findings };
  return {
    kind: 'valid',
    settings: mentions.length === 0 ? {} : { mentions },
    secrets: { url: checked.text, ...(secret === undefined ? {} : { secret }) },
    target: checked.url.host,
  };
}

/** A robot that was too fast is mute for about ten minutes. */
const MUTE_MS = 10 * 60_000;

const CODES: ReadonlyMap<number, CodeMeaning> = new Map([
  [-1, BUSY],
  [130101, tooFast(MUTE_MS)],
  [410100, tooFast(MUTE_MS)],
  [300001, GONE],
  [400013, GONE],
  [400101, GONE],
  [400102, GONE],
  [400106, GONE],
  // Signature, key word or address of the sender.
  [310000, WRONG_KEY],
  [430101, UNWANTED],
  [430102, UNWANTED],
  [430103, UNWANTED],
  [430104, UNWANTED],
]);

/** 200 with `errcode` other than 0, number or text, is a failure. */
export function judgeDingtalk(answer: ServiceAnswer) {
  const { status, json } = answer;
  const code = codeIn(json, 'errcode');
  const detail = code === undefined ? '' : `errcode ${code}: ${textIn(json, 'errmsg')}`;
  if (code === 0 && status < 300) return outcomeOf('sent', status, detail);
  return outcomeOf(judgeStatus(answer) ?? CODES.get(code ?? Number.NaN), status, detail);
}
