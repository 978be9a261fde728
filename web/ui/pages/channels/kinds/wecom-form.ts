import { IconBrandWechat } from '@tabler/icons-react';
import { checkUrl, type KindForm, ROBOT_URL, texts } from './kind-form.ts';

export const wecomForm: KindForm = {
  kind: 'wecom',
  icon: IconBrandWechat,
  hasTexts: true,
  fields: [ROBOT_URL],
  input: (common, values) => ({ kind: 'wecom', ...common, ...texts(values, 'url') }),
  check: checkUrl,
};
