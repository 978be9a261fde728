import { IconBrandTeams } from '@tabler/icons-react';
import { checkUrl, type KindForm, ROBOT_URL, texts } from './kind-form.ts';

export const teamsForm: KindForm = {
  kind: 'teams',
  icon: IconBrandTeams,
  hasTexts: true,
  fields: [ROBOT_URL],
  input: (common, values) => ({ kind: 'teams', ...common, ...texts(values, 'url') }),
  check: checkUrl,
};
