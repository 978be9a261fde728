import { type Markup, plainLine } from '../../alerting/notify/content/markup.ts';
import { givenList, givenText } from '../../alerting/notify/given-fields.ts';
import type { KindDescription } from '../../alerting/notify/kind-description.ts';
import { robotUrl } from '../../alerting/notify/kind-fields.ts';
import { judgeStatus, outcomeOf } from '../../alerting/notify/service/service-answer.ts';
import { checkServiceUrl, urlDestinationKey } from '../../alerting/notify/service/service-url.ts';
import { textServiceChannel } from '../../alerting/notify/service/text-service.ts';

const MARKUP: Markup = {
  escape: plainLine,
  heading: (text) => text,
  bold: (text) => text,
  link: (text, url) => `${text} ${url}`,
  newline: '\n',
  size: (text) => text.length,
};

/** A kind of channel that nobody has: all that one consists of. */
export const pigeon: KindDescription = {
  name: 'pigeon',
  title: { en: 'Carrier pigeon', zh: '信鸽' },
  hint: { en: 'A loft that sends pigeons.', zh: '放飞信鸽的鸽舍。' },
  icon: 'no-such-picture',
  hasTexts: true,
  fields: [
    robotUrl({ en: 'Of the loft.', zh: '鸽舍的地址。' }),
    {
      name: 'ring',
      type: 'text',
      label: { en: 'Ring', zh: '脚环' },
      description: 'Of the pigeon',
      isRequired: true,
      maxLength: 8,
      pattern: /^[A-Z]\d+$/,
      wrong: { en: 'A letter and digits, not {{value}}.', zh: '字母加数字，而不是 {{value}}。' },
    },
    {
      name: 'colour',
      type: 'choice',
      label: { en: 'Colour', zh: '颜色' },
      choices: [
        { value: 'grey', label: { en: 'Grey', zh: '灰' } },
        { value: 'white', label: { en: 'White', zh: '白' } },
      ],
      shapesPreview: true,
    },
    {
      name: 'flock',
      type: 'number',
      label: { en: 'How many', zh: '数量' },
      isRare: true,
      minimum: 1,
      maximum: 9,
    },
    {
      name: 'seeds',
      type: 'tags',
      label: { en: 'Seeds', zh: '谷物' },
      isRare: true,
      maxLength: 20,
      maxItems: 3,
    },
  ],
  contacts: [
    {
      kind: 'pigeon-loft',
      title: { en: 'Loft', zh: '鸽舍' },
      pattern: /^loft-\d+$/,
      example: 'loft-7',
    },
  ],
  sending: {
    by: 'service',
    create: (parts) =>
      textServiceChannel(
        {
          markup: MARKUP,
          format: 'text',
          limits: { maxSize: 500, maxTitle: 100 },
          rates: [{ most: 2, perMs: 1_000 }],
          check: (given, kept) => {
            const checked = checkServiceUrl(given, kept, { example: 'https://loft.example/7' });
            if (checked.kind === 'invalid') return checked;
            const { url: _url, ...settings } = given;
            const target = checked.url.host;
            return { kind: 'valid', settings, secrets: { url: checked.text }, target };
          },
          destinationKey: urlDestinationKey,
          request: ({ title, body }, { secrets: { url }, settings }) => {
            const ring = givenText(settings, 'ring');
            const seeds = givenList(settings, 'seeds') ?? [];
            return url === undefined ? null : { url, body: { ring, seeds, title, body } };
          },
          judge: (answer) =>
            outcomeOf(answer.status < 300 ? 'sent' : judgeStatus(answer), answer.status, ''),
        },
        parts,
      ),
  },
};
