import { IconMail } from '@tabler/icons-react';
import { type KindForm, listOf, lists } from './kind-form.ts';

export const emailForm: KindForm = {
  kind: 'email',
  icon: IconMail,
  hasTexts: true,
  fields: [
    { name: 'to', type: 'tags', isRequired: true },
    { name: 'cc', type: 'tags', isRare: true },
    { name: 'bcc', type: 'tags', isRare: true },
  ],
  input: (common, values) => ({
    kind: 'email',
    ...common,
    to: listOf(values, 'to'),
    ...lists(values, 'cc', 'bcc'),
  }),
  check: (_name, value, t) =>
    /^[^\s@]+@[^\s@]+$/.test(value)
      ? undefined
      : t('channels.editor.toInvalid', { address: value }),
};
