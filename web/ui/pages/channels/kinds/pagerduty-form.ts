import { IconUrgent } from '@tabler/icons-react';
import { type KindForm, textOf, texts } from './kind-form.ts';

export const pagerdutyForm: KindForm = {
  kind: 'pagerduty',
  icon: IconUrgent,
  hasTexts: true,
  fields: [
    { name: 'routingKey', type: 'password', isSecret: true, isRequired: true },
    { name: 'region', type: 'choice', choices: ['us', 'eu'] },
  ],
  input: (common, values) => ({
    kind: 'pagerduty',
    ...common,
    ...texts(values, 'routingKey'),
    region: textOf(values, 'region') === 'eu' ? 'eu' : 'us',
  }),
  check: (name, value, t) =>
    name === 'routingKey' && !/^[A-Za-z0-9]{32}$/.test(value)
      ? t('channels.editor.routingKeyInvalid')
      : undefined,
};
