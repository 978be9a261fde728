import { IconFeather } from '@tabler/icons-react';
import { checkUrl, type KindForm, ROBOT_URL, texts } from './kind-form.ts';

export const feishuForm: KindForm = {
  kind: 'feishu',
  icon: IconFeather,
  hasTexts: true,
  fields: [ROBOT_URL, { name: 'secret', type: 'password', isSecret: true }],
  input: (common, values) => ({ kind: 'feishu', ...common, ...texts(values, 'url', 'secret') }),
  check: checkUrl,
};
