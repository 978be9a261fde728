import { IconBrandDingtalk } from '@tabler/icons-react';
import { checkUrl, type KindForm, lists, ROBOT_URL, texts } from './kind-form.ts';

export const dingtalkForm: KindForm = {
  kind: 'dingtalk',
  icon: IconBrandDingtalk,
  hasTexts: true,
  fields: [
    ROBOT_URL,
    { name: 'secret', type: 'password', isSecret: true },
    { name: 'mentions', type: 'tags', isRare: true },
  ],
  input: (common, values) => ({
    kind: 'dingtalk',
    ...common,
    ...texts(values, 'url', 'secret'),
    ...lists(values, 'mentions'),
  }),
  check: checkUrl,
};
