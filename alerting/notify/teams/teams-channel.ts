import type { OutgoingMessage } from '../channel-kind.ts';
import {
  type Markup,
  plainLine,
  replacing,
  utf8Bytes,
  withoutMentions,
} from '../content/markup.ts';
import { MESSAGE_WORDS } from '../content/message-words.ts';
import type { KindDescription, KindSending } from '../kind-description.ts';
import { robotUrl } from '../kind-fields.ts';
import type { ServiceParts } from '../service/post-service.ts';
import {
  type CodeMeaning,
  GONE,
  judgeStatus,
  KEY_REFUSED,
  outcomeOf,
  type ServiceAnswer,
  tooFast,
  UNWANTED,
} from '../service/service-answer.ts';
import { checkUrlAlone, urlDestinationKey } from '../service/service-url.ts';
import { textServiceChannel } from '../service/text-service.ts';

const URL_RULE = {
  example: 'https://….api.powerplatform.com/powerautomate/…/triggers/manual/paths/invoke?…',
};

/** A workflow of Microsoft Teams that posts a card to a channel or chat. */
export const teams: KindDescription = {
  name: 'teams',
  title: { en: 'Microsoft Teams', zh: 'Microsoft Teams' },
  hint: {
    en: 'A workflow that posts a card to a channel or chat.',
    zh: '把卡片发到频道或聊天的工作流。',
  },
  icon: 'brand-teams',
  hasTexts: true,
  fields: [
    robotUrl({
      en: 'The address that the workflow “when a webhook request is received” shows. Kept secret.',
      zh: '“收到 Webhook 请求时”工作流给出的地址，会保密。',
    }),
  ],
  sending: { by: 'service', create: teamsSending },
};

function teamsSending(parts: ServiceParts): KindSending {
  return textServiceChannel(
    {
      markup: MARKUP,
      format: 'markdown',
      // 28 KB in all; every line is an element of its own.
      limits: { maxSize: 14_000, maxTitle: 250 },
      rates: [{ most: 4, perMs: 1_000 }],
      check: checkUrlAlone(URL_RULE),
      destinationKey: urlDestinationKey,
      request: (written, message, _nowMs, pictureUrl) => {
        const { secrets, notification } = message;
        const { url } = secrets;
        if (url === undefined) return null;
        const images = imagesOf(pictureUrl, message);
        const isOver = notification.status === 'resolved';
        return { url, body: cardMessage(written, isOver ? 'good' : 'attention', images) };
      },
      judge: judgeTeams,
    },
    parts,
  );
}

/** Teams fetches the picture itself. */
function imagesOf(url: string | null, { language }: OutgoingMessage): readonly object[] {
  const altText = MESSAGE_WORDS[language].graph;
  return url === null ? [] : [{ type: 'Image', url, altText, size: 'Stretch' }];
}

function cardMessage(
  written: { readonly title: string; readonly body: string },
  color: string,
  images: readonly object[],
) {
  const title = { type: 'TextRun', text: written.title, weight: 'Bolder', size: 'Large', color };
  const lines = written.body.split('\n').filter((line) => line.trim() !== '');
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      // Runs of text know no markdown.
      { type: 'RichTextBlock', inlines: [title] },
      ...lines.map((text) => ({ type: 'TextBlock', text, wrap: true, spacing: 'Small' })),
      ...images,
    ],
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
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
  '!': '\\!',
  '<': '＜',
  '>': '＞',
  // Cards would take it for a time to be written in the reader's zone.
  '{': '｛',
});

const MARKUP: Markup = {
  escape: (text) => withoutMentions(escapeSpecial(plainLine(text))),
  heading: (text) => `**${text}**`,
  bold: (text) => `**${text}**`,
  link: (text, url) => `[${text}](${url})`,
  newline: '\n',
  size: (text) => utf8Bytes(JSON.stringify(text)) + 70 * text.split('\n').length,
};

const WORDS: readonly (readonly [RegExp, CodeMeaning])[] = [
  [/WorkflowTriggerIsNotEnabled|WorkflowNotFound|TriggerNotFound|WorkflowDisabled/, GONE],
  [/AuthorizationRequired|AuthorizationFailed|InvalidSignature/, KEY_REFUSED],
  [/TriggerInputSchemaMismatch|RequestBodyTooLarge|InvalidRequestContent/, UNWANTED],
];

/** Of the old connectors, which say 200 to everything. */
const RELAYED = /^Webhook message delivery failed.*?HTTP error (\d{3})/s;

/** 2xx accepts, unless the text says that the delivery failed. */
export function judgeTeams(answer: ServiceAnswer) {
  const { status, text } = answer;
  const relayed = RELAYED.exec(text)?.[1];
  const isFailed = relayed !== undefined || text.startsWith('Webhook message delivery failed');
  if (status >= 200 && status < 300 && !isFailed) return outcomeOf('sent', status, '');
  const detail = text.slice(0, 300);
  if (relayed === '429') return outcomeOf(tooFast(answer.retryAfterMs ?? 10_000), status, detail);
  if (relayed !== undefined) {
    const told = { ...answer, status: Number(relayed) };
    return outcomeOf(relayed === '413' ? UNWANTED : judgeStatus(told), status, detail);
  }
  const known = WORDS.find(([pattern]) => pattern.test(text))?.[1];
  const byStatus = status === 404 || status === 410 ? GONE : judgeStatus(answer);
  const refused = status === 401 || status === 403 ? KEY_REFUSED : undefined;
  return outcomeOf(known ?? byStatus ?? refused, status, detail);
}
