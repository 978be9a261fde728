import { IconUsersGroup } from '@tabler/icons-react';
import type { ChannelKind } from '../../../../contract/channels.ts';
import { type KindForm, lists, textOf, texts } from './kind-form.ts';

/** In the order from wide to narrow. */
export const MEMBER_ROLES = [
  'tenant-admin',
  'tenant-member',
  'project-admin',
  'project-dev',
  'project-test',
  'project-ops',
  'environment-admin',
  'environment-member',
  'system-admin',
  'system-member',
] as const;

/** Kinds that can call people by name. */
const CALLING_KINDS: readonly ChannelKind[] = [
  'webhook',
  'dingtalk',
  'feishu',
  'wecom',
  'slack',
  'telegram',
  'pagerduty',
];

export const membersForm: KindForm = {
  kind: 'members',
  icon: IconUsersGroup,
  hasTexts: false,
  fields: [
    { name: 'roles', type: 'some', choices: MEMBER_ROLES },
    { name: 'place', type: 'text' },
    { name: 'by', type: 'choice', choices: ['inbox-and-mail', 'inbox'] },
    { name: 'through', type: 'channels', kinds: CALLING_KINDS },
  ],
  input: (common, values) => ({
    kind: 'members',
    ...common,
    ...lists(values, 'roles', 'through'),
    ...texts(values, 'place'),
    by: textOf(values, 'by') === 'inbox' ? 'inbox' : 'inbox-and-mail',
  }),
  check: (name, value, t) =>
    name === 'place' && !/^[a-z0-9-]+(?:\.[a-z0-9-]+)?$/.test(value)
      ? t('channels.editor.placeInvalid')
      : undefined,
};
