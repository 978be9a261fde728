import { IconBrandSlack } from '@tabler/icons-react';
import { checkUrl, type KindForm, ROBOT_URL, texts } from './kind-form.ts';

export const slackForm: KindForm = {
  kind: 'slack',
  icon: IconBrandSlack,
  hasTexts: true,
  fields: [ROBOT_URL],
  input: (common, values) => ({ kind: 'slack', ...common, ...texts(values, 'url') }),
  check: checkUrl,
};
