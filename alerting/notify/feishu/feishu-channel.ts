import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import type { ChannelSettings } from '../../channels/channel.ts';
import type { ChannelSecrets, CheckedSettings } from '../channel-kind.ts';
import { type Markup, plainLine, replacing, withoutMentions } from '../content/markup.ts';
import { mentionLine, withLine } from '../content/mention-line.ts';
import { givenText } from '../given-fields.ts';
import type { KindDescription, KindSending } from '../kind-description.ts';
import { robotSecret, robotUrl, USER_ID } from '../kind-fields.ts';
import type { ServiceParts } from '../service/post-service.ts';
import {
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
import { signFeishu } from './sign-feishu.ts';

const URL_RULE = {
  path: /\/open-apis\/bot\/v2\/hook\/[\w-]+$/,
  example: 'https://open.feishu.cn/open-apis/bot/v2/hook/…',
};

/** A custom bot of a Feishu or Lark group: a card, signed when the bot asks for signatures. */
export const feishu: KindDescription = {
  name: 'feishu',
  title: { en: 'Feishu, Lark', zh: '飞书 / Lark' },
  hint: {
    en: 'A bot of a group, signed if it asks for it.',
    zh: '群里的自定义机器人，支持签名校验。',
  },
  icon: 'feather',
  hasTexts: true,
  fields: [
    robotUrl({
      en: 'https://open.feishu.cn/open-apis/bot/v2/hook/… Kept secret.',
      zh: 'https://open.feishu.cn/open-apis/bot/v2/hook/…，会保密。',
    }),
    robotSecret('Signing secret of the bot'),
  ],
  contacts: [
    {
      // User or open id; the bot calls nobody by mobile.
      kind: 'feishu-user',
      title: { en: 'Feishu user id', zh: '飞书用户 ID' },
      pattern: USER_ID,
      example: 'ou_18eac8…',
    },
  ],
  sending: { by: 'service', create: feishuSending },
};

function feishuSending(parts: ServiceParts): KindSending {
  return textServiceChannel(
    {
      markup: MARKUP,
      format: 'markdown',
      // The bot takes 20 KB in all, counted as JSON.
      limits: { maxSize: 17_000, maxTitle: 200 },
      rates: [
        { most: 100, perMs: 60_000 },
        { most: 5, perMs: 1_000 },
      ],
      check,
      destinationKey: urlDestinationKey,
      request: (written, message, nowMs) => {
        const { secrets, notification } = message;
        const { url, secret } = secrets;
        if (url === undefined) return null;
        const template = notification.status === 'resolved' ? 'green' : 'red';
        const calls = mentionLine(message, 'feishu-user', (id) => `<at id=${id}></at>`);
        const card = {
          config: { wide_screen_mode: true },
          header: { template, title: { tag: 'plain_text', content: written.title } },
          elements: [
            { tag: 'div', text: { tag: 'lark_md', content: withLine(written.body, calls) } },
          ],
        };
        const signature = secret === undefined ? {} : signFeishu(secret, nowMs);
        return { url, body: { ...signature, msg_type: 'interactive', card } };
      },
      judge: judgeFeishu,
    },
    parts,
  );
}

/** Cards know HTML's numbers, and nothing else that would keep a character from meaning something. */
const escapeSpecial = replacing(
  Object.fromEntries(
    ['&', '<', '>', '*', '_', '~', '`', '[', ']', '(', ')', '#', '!', '\\', '|'].map(
      (character) => [character, `&#${character.charCodeAt(0)};`],
    ),
  ),
);

const MARKUP: Markup = {
  escape: (text) => withoutMentions(escapeSpecial(plainLine(text))),
  heading: (text) => `**${text}**`,
  bold: (text) => `**${text}**`,
  link: (text, url) => `[${text}](${url})`,
  newline: '\n',
  size: (text) => Buffer.byteLength(JSON.stringify(text), 'utf8'),
};

function check(given: ChannelSettings, kept: ChannelSecrets | undefined): CheckedSettings {
  const checked = checkServiceUrl(given, kept, URL_RULE);
  const secret = givenText(given, 'secret') ?? kept?.secret;
  const findings: ErrorDetail[] = [];
  if (checked.kind === 'invalid') findings.push(...checked.findings);
  if (secret !== undefined && !/^[\x21-\x7e]{5,256}$/.test(secret)) {
    findings.push({ path: '/secret', message: 'expected the bot’s secret' });
  }
  if (findings.length > 0 || checked.kind === 'invalid') return { kind: 'invalid', findings };
  return {
    kind: 'valid',
    settings: {},
    secrets: { url: checked.text, ...(secret === undefined ? {} : { secret }) },
    target: checked.url.host,
  };
}

const CODES: ReadonlyMap<number, CodeMeaning> = new Map([
  [9499, tooFast(60_000)],
  [11232, tooFast(60_000)],
  [19001, GONE],
  [19007, GONE],
  // Signature or time, address of the sender, key word.
  [19021, WRONG_KEY],
  [19022, WRONG_KEY],
  [19024, UNWANTED],
]);

/** `code` decides where it is; `StatusCode` may be 0 beside a `code` that is not. */
export function judgeFeishu(answer: ServiceAnswer) {
  const { status, json } = answer;
  const code = codeIn(json, 'code') ?? codeIn(json, 'StatusCode');
  const message = textIn(json, 'msg') || textIn(json, 'StatusMessage');
  const detail = code === undefined ? '' : `code ${code}: ${message}`;
  if (code === 0 && status < 300) return outcomeOf('sent', status, detail);
  const known = CODES.get(code ?? Number.NaN);
  return outcomeOf(known ?? judgeStatus(answer), status, detail);
}
