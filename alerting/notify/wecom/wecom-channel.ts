import { createHash } from 'node:crypto';
import {
  type Markup,
  plainLine,
  replacing,
  utf8Bytes,
  withoutMentions,
} from '../content/markup.ts';
import { mentionLine, withLine } from '../content/mention-line.ts';
import type { KindDescription, KindSending } from '../kind-description.ts';
import { robotUrl, USER_ID } from '../kind-fields.ts';
import type { ServiceParts } from '../service/post-service.ts';
import {
  BUSY,
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
import { checkUrlAlone, urlDestinationKey } from '../service/service-url.ts';
import { textServiceChannel } from '../service/text-service.ts';

const URL_RULE = {
  path: /\/cgi-bin\/webhook\/send$/,
  parameter: 'key',
  example: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…',
};

/** A robot of a WeCom group: markdown. Its URL is its only credential. */
export const wecom: KindDescription = {
  name: 'wecom',
  title: { en: 'WeCom', zh: '企业微信' },
  hint: { en: 'A robot of a group.', zh: '群机器人。' },
  icon: 'brand-wechat',
  hasTexts: true,
  fields: [
    robotUrl({
      en: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=… Kept secret.',
      zh: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…，会保密。',
    }),
  ],
  contacts: [
    {
      // The robot calls nobody by mobile.
      kind: 'wecom-user',
      title: { en: 'WeCom user id', zh: '企业微信用户 ID' },
      pattern: USER_ID,
      example: 'zhangsan',
    },
  ],
  sending: { by: 'service', create: wecomSending },
};

function wecomSending(parts: ServiceParts): KindSending {
  return textServiceChannel(
    {
      markup: MARKUP,
      format: 'markdown',
      // The robot takes 4,096 bytes of markdown, title included.
      limits: { maxSize: 3_300, maxTitle: 180 },
      rates: [{ most: 20, perMs: 60_000 }],
      check: checkUrlAlone(URL_RULE),
      destinationKey: urlDestinationKey,
      request: (written, message) => {
        const { url } = message.secrets;
        if (url === undefined) return null;
        const calls = mentionLine(message, 'wecom-user', (id) => `<@${id}>`);
        const text = `${MARKUP.heading(MARKUP.escape(written.title))}\n${written.body}`;
        const content = withLine(text, calls);
        return { url, body: { msgtype: 'markdown', markdown: { content } } };
      },
      judge: judgeWecom,
      upload: {
        maxBytes: 2 * 1024 * 1024,
        request: ({ png }, { secrets: { url } }) => {
          if (url === undefined) return null;
          const base64 = Buffer.from(png).toString('base64');
          const md5 = createHash('md5').update(png).digest('hex');
          return { url, body: { msgtype: 'image', image: { base64, md5 } } };
        },
      },
    },
    parts,
  );
}

/** The robot's markdown knows no escapes: what would mean something is written with a look-alike. */
const escapeSpecial = replacing({
  '`': 'ˋ',
  '*': '∗',
  '[': '［',
  ']': '］',
  '<': '＜',
  '>': '＞',
  '#': '＃',
});

const MARKUP: Markup = {
  escape: (text) => withoutMentions(escapeSpecial(plainLine(text))),
  heading: (text) => `### ${text}`,
  bold: (text) => `**${text}**`,
  link: (text, url) => `[${text}](${url})`,
  newline: '\n',
  size: utf8Bytes,
};

const CODES: ReadonlyMap<number, CodeMeaning> = new Map([
  [-1, BUSY],
  [45009, tooFast(60_000)],
  [45033, tooFast(60_000)],
  [93000, GONE],
  [93004, GONE],
  [93008, GONE],
  [40014, KEY_REFUSED],
  [45002, UNWANTED],
  [44004, UNWANTED],
]);

/** 200 with `errcode` other than 0 is a failure. */
export function judgeWecom(answer: ServiceAnswer) {
  const { status, json } = answer;
  const code = codeIn(json, 'errcode');
  const detail = code === undefined ? '' : `errcode ${code}: ${textIn(json, 'errmsg')}`;
  if (code === 0 && status < 300) return outcomeOf('sent', status, detail);
  return outcomeOf(judgeStatus(answer) ?? CODES.get(code ?? Number.NaN), status, detail);
}
