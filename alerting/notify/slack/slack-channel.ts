import type { OutgoingMessage } from '../channel-kind.ts';
import { type Markup, plainLine, replacing, withoutMentions } from '../content/markup.ts';
import { mentionLine, withLine } from '../content/mention-line.ts';
import { MESSAGE_WORDS } from '../content/message-words.ts';
import type { KindDescription, KindSending } from '../kind-description.ts';
import { robotUrl } from '../kind-fields.ts';
import type { ServiceParts } from '../service/post-service.ts';
import {
  BUSY,
  type CodeMeaning,
  GONE,
  judgeStatus,
  outcomeOf,
  type ServiceAnswer,
  textIn,
  tooFast,
  UNWANTED,
} from '../service/service-answer.ts';
import { checkUrlAlone, urlDestinationKey } from '../service/service-url.ts';
import { textServiceChannel } from '../service/text-service.ts';

const URL_RULE = { example: 'https://hooks.slack.com/services/T…/B…/…' };

/** An incoming webhook of Slack. */
export const slack: KindDescription = {
  name: 'slack',
  title: { en: 'Slack', zh: 'Slack' },
  hint: { en: 'An incoming webhook.', zh: 'Incoming Webhook。' },
  icon: 'brand-slack',
  hasTexts: true,
  fields: [
    robotUrl({
      en: 'https://hooks.slack.com/services/… Kept secret.',
      zh: 'https://hooks.slack.com/services/…，会保密。',
    }),
  ],
  contacts: [
    {
      kind: 'slack-user',
      title: { en: 'Slack member id', zh: 'Slack 成员 ID' },
      pattern: /^[UW][A-Z0-9]{5,20}$/,
      example: 'U012AB3CD',
    },
  ],
  sending: { by: 'service', create: slackSending },
};

function slackSending(parts: ServiceParts): KindSending {
  return textServiceChannel(
    {
      markup: MARKUP,
      format: 'markdown',
      // A section takes 3,000 characters.
      limits: { maxSize: 2_900, maxTitle: 250 },
      rates: [{ most: 1, perMs: 1_000 }],
      check: checkUrlAlone(URL_RULE),
      destinationKey: urlDestinationKey,
      request: (written, message, _nowMs, pictureUrl) => {
        const { secrets, notification } = message;
        const { url } = secrets;
        if (url === undefined) return null;
        const color = notification.status === 'resolved' ? '#17753d' : '#b42318';
        const calls = mentionLine(message, 'slack-user', (id) => `<@${id}>`);
        const section = { type: 'section', text: { type: 'mrkdwn', text: written.body } };
        return {
          url,
          body: {
            // Only the text itself calls people; what is attached does not.
            text: withLine(MARKUP.escape(written.title), calls, ' '),
            unfurl_links: false,
            attachments: [{ color, blocks: [section, ...imageBlocks(pictureUrl, message)] }],
          },
        };
      },
      judge: judgeSlack,
    },
    parts,
  );
}

/** Slack fetches the picture itself. */
function imageBlocks(image_url: string | null, { language }: OutgoingMessage) {
  return image_url === null
    ? []
    : [{ type: 'image', image_url, alt_text: MESSAGE_WORDS[language].graph }];
}

const escapeSpecial = replacing({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '*': '∗',
  '~': '∼',
  '`': 'ˋ',
});

const MARKUP: Markup = {
  // A low line means something at the edge of a word only, so that names such as node_cpu stay.
  escape: (text) =>
    withoutMentions(escapeSpecial(plainLine(text)).replaceAll(/(?<!\w)_|_(?!\w)/g, '＿')),
  heading: (text) => `*${text}*`,
  bold: (text) => `*${text}*`,
  link: (text, url) => `<${url}|${text}>`,
  newline: '\n',
  size: (text) => text.length,
};

const WORDS: ReadonlyMap<string, CodeMeaning> = new Map([
  ['no_service', GONE],
  ['no_service_id', GONE],
  ['no_active_hooks', GONE],
  ['no_team', GONE],
  ['team_disabled', GONE],
  ['invalid_token', GONE],
  ['token_revoked', GONE],
  ['account_inactive', GONE],
  ['channel_not_found', GONE],
  ['channel_is_archived', GONE],
  ['posting_to_general_channel_denied', GONE],
  ['action_prohibited', GONE],
  ['invalid_payload', UNWANTED],
  ['no_text', UNWANTED],
  ['too_many_attachments', UNWANTED],
  ['rollup_error', BUSY],
  ['rate_limited', tooFast(1_000)],
  ['ratelimited', tooFast(1_000)],
]);

/** 200 with the text `ok`; JSON needs `ok: true`. Reasons are words. */
export function judgeSlack(answer: ServiceAnswer) {
  const { status, text, json } = answer;
  const isOk = json === null ? text === 'ok' : json.ok === true;
  if (status === 200 && isOk) return outcomeOf('sent', status, 'ok');
  const word = json === null ? text : textIn(json, 'error');
  const known = WORDS.get(word);
  const byStatus = status === 404 || status === 410 ? GONE : judgeStatus(answer);
  return outcomeOf(known?.kind === 'drop' ? known : (byStatus ?? known), status, word);
}
