import { IconBrandTelegram } from '@tabler/icons-react';
import { checkUrl, type KindForm, textOf, texts } from './kind-form.ts';

export const telegramForm: KindForm = {
  kind: 'telegram',
  icon: IconBrandTelegram,
  hasTexts: true,
  fields: [
    { name: 'token', type: 'password', isSecret: true, isRequired: true },
    { name: 'chatId', type: 'text', isRequired: true },
    { name: 'topicId', type: 'text', isRare: true },
    { name: 'apiUrl', type: 'url', isRare: true },
  ],
  input: (common, values) => ({
    kind: 'telegram',
    ...common,
    chatId: textOf(values, 'chatId'),
    ...texts(values, 'token', 'topicId', 'apiUrl'),
  }),
  check: checkUrl,
};
