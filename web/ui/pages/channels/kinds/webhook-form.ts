import { IconWebhook } from '@tabler/icons-react';
import { checkUrl, type KindForm, lists, ROBOT_URL, textOf, texts } from './kind-form.ts';

export const webhookForm: KindForm = {
  kind: 'webhook',
  icon: IconWebhook,
  hasTexts: false,
  fields: [
    ROBOT_URL,
    { name: 'secret', type: 'password', isSecret: true },
    { name: 'format', type: 'choice', choices: ['tocsin', 'alertmanager-v4'] },
    { name: 'headers', type: 'lines', isSecret: true, isRare: true },
    { name: 'hmacHeader', type: 'text', isRare: true },
    { name: 'hmacTimestampHeader', type: 'text', isRare: true },
    { name: 'maxBytes', type: 'number', isRare: true },
    { name: 'clientCertificate', type: 'block', isSecret: true, isRare: true },
    { name: 'clientKey', type: 'block', isSecret: true, isRare: true },
    { name: 'ca', type: 'block', isRare: true },
  ],
  input: (common, values) => {
    const maxBytes = textOf(values, 'maxBytes');
    return {
      kind: 'webhook',
      ...common,
      ...texts(
        values,
        'url',
        'secret',
        'hmacHeader',
        'hmacTimestampHeader',
        'clientCertificate',
        'clientKey',
        'ca',
      ),
      ...lists(values, 'headers'),
      ...(textOf(values, 'format') === 'alertmanager-v4' ? { format: 'alertmanager-v4' } : {}),
      ...(maxBytes === '' ? {} : { maxBytes: Number(maxBytes) }),
    };
  },
  check: (name, value, t) => {
    if (name === 'secret' && value.length < 16) return t('channels.editor.secretShort');
    if (name === 'headers' && !/^[^:\s]+:/.test(value)) return t('channels.editor.headerInvalid');
    const bytes = Number(value);
    if (name === 'maxBytes' && !(Number.isInteger(bytes) && bytes >= 4_096 && bytes <= 1_048_576)) {
      return t('channels.editor.maxBytesInvalid');
    }
    return checkUrl(name, value, t);
  },
};
