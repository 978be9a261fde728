import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import { isRole, levelOfRole } from '../../../platform/tenancy/role-binding.ts';
import type { RoleLevel } from '../../../platform/tenancy/roles.ts';
import type { ChannelSettings } from '../../channels/channel.ts';
import type { MailPeople } from '../../people/mail-people.ts';
import type { MemberRecipients } from '../../people/member-recipients.ts';
import type { CheckedSettings, OutgoingMessage } from '../channel-kind.ts';
import { givenList, givenText } from '../given-fields.ts';
import type { KindDescription, KindField, KindSending, OwnParts } from '../kind-description.ts';

const FIELDS: readonly KindField[] = [
  {
    name: 'roles',
    type: 'some',
    label: { en: 'Roles', zh: '角色' },
    help: {
      en: 'None selected: everybody who holds a role there.',
      zh: '未选择：在该处拥有任意角色的人。',
    },
    description: 'Names of roles; empty: everybody who holds one there',
    // From wide to narrow.
    choices: [
      { value: 'tenant-admin', label: { en: 'Tenant admin', zh: '租户管理员' } },
      { value: 'tenant-member', label: { en: 'Tenant member', zh: '租户成员' } },
      { value: 'project-admin', label: { en: 'Project admin', zh: '项目管理员' } },
      { value: 'project-dev', label: { en: 'Project dev', zh: '项目开发' } },
      { value: 'project-test', label: { en: 'Project test', zh: '项目测试' } },
      { value: 'project-ops', label: { en: 'Project ops', zh: '项目运维' } },
      { value: 'environment-admin', label: { en: 'Environment admin', zh: '环境管理员' } },
      { value: 'environment-member', label: { en: 'Environment member', zh: '环境成员' } },
      { value: 'system-admin', label: { en: 'System admin', zh: '系统管理员' } },
      { value: 'system-member', label: { en: 'System member', zh: '系统成员' } },
    ],
    minLength: 0,
    maxLength: 40,
    maxItems: 12,
  },
  {
    name: 'place',
    type: 'text',
    label: { en: 'Project or environment', zh: '项目或环境' },
    help: {
      en: 'Such as shop or shop.prod; empty: the whole tenant. Roles below it count too.',
      zh: '例如 shop 或 shop.prod；留空为整个租户。其下级的角色也计入。',
    },
    description: 'Below the owner: project or project.environment; empty: all of it',
    minLength: 0,
    maxLength: 127,
    pattern: /^\s*[a-z0-9-]+(?:\.[a-z0-9-]+)?\s*$/,
    wrong: { en: 'A project, or project.environment.', zh: '请填写项目，或 项目.环境。' },
  },
  {
    name: 'by',
    type: 'choice',
    label: { en: 'How', zh: '方式' },
    choices: [
      { value: 'inbox-and-mail', label: { en: 'Inbox and mail', zh: '收件箱和邮件' } },
      { value: 'inbox', label: { en: 'Inbox alone', zh: '仅收件箱' } },
    ],
  },
  {
    name: 'through',
    type: 'callers',
    label: { en: 'Also through', zh: '同时经由' },
    help: {
      en: 'Channels that call those by name who said how (My notifications) at that severity; nothing goes there while nobody did.',
      zh: '在这些渠道中点名提醒已为该级别填写联系方式（我的通知）的人；若无人填写则不发送。',
    },
    description: 'Ids of channels of the owner through which those who chose it are called by name',
    minLength: 26,
    maxLength: 26,
    maxItems: 10,
  },
];

/** Members of the owner, by role and place, in their inbox and by mail. */
export const members: KindDescription = {
  name: 'members',
  title: { en: 'Members by role', zh: '按角色通知成员' },
  hint: {
    en: 'Whoever holds a role when it is sent, in the inbox and by mail.',
    zh: '发送时拥有所选角色的人，通过收件箱和邮件通知。',
  },
  icon: 'users-group',
  hasTexts: false,
  fields: FIELDS,
  undelegated: 'only tocsin itself knows who holds a role',
  sending: { by: 'owner', create: membersSending },
};

function membersSending({ members, tell, mail, through }: OwnParts): KindSending {
  return {
    check: checkMembers,
    send: async (message, signal) => {
      const { settings, notification } = message;
      const named = members.by(settings);
      const isMailed = givenText(settings, 'by') !== 'inbox';
      if (notification.isTest) return testMembers(message, members, isMailed ? mail : null, signal);
      const behind = { inbox: named, mail: isMailed ? named : null };
      const outcome = await tell.send(message, behind, signal);
      // After it is kept who is told; a mail that has to be tried again keeps nobody else waiting.
      await through.queue(message);
      return outcome;
    },
  };
}

/** There is no incident to put into an inbox: what is tried is the mail, and who is named. */
async function testMembers(
  message: OutgoingMessage,
  members: MemberRecipients,
  mail: MailPeople | null,
  signal: AbortSignal,
) {
  const { notification, settings } = message;
  const people = await members.named(notification.owner, settings);
  const names = people.slice(0, 10).map(({ name }) => name);
  const whom = `${people.length} named: ${names.join(', ')}${people.length > 10 ? ', …' : ''}`;
  if (people.length === 0) {
    return { kind: 'drop', reason: 'nobody_to_tell', detail: 'nobody holds such a role' } as const;
  }
  if (mail === null) return { kind: 'sent', detail: whom } as const;
  const personal = people.map((person) => ({ person, notification }));
  const outcome = await mail.send(message, personal, signal);
  return { ...outcome, detail: `${whom}; ${outcome.detail}` };
}

const ORDER: readonly RoleLevel[] = ['system', 'tenant', 'project', 'environment'];
const PLACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)?$/;

/** Places, and whether roles are bound there; which channels there are is for the service to know. */
export function checkMembers(given: ChannelSettings): CheckedSettings {
  const findings: ErrorDetail[] = [];
  const say = (isWrong: boolean, path: string, message: string) => {
    if (isWrong) findings.push({ path, message });
  };
  const roles = [...new Set(givenList(given, 'roles') ?? [])];
  const place = (givenText(given, 'place') ?? '').trim();
  const by = givenText(given, 'by') ?? 'inbox-and-mail';
  const through = [...new Set(givenList(given, 'through') ?? [])];
  const isPlace = place === '' || PLACE.test(place);
  say(!isPlace, '/place', 'expected a project, or project.environment, below the owner');
  say(by !== 'inbox' && by !== 'inbox-and-mail', '/by', 'expected inbox or inbox-and-mail');
  const level = place === '' ? 0 : 1 + place.split('.').length;
  roles.forEach((role, index) => {
    const path = `/roles/${index}`;
    if (!isRole(role)) say(true, path, `there is no role ${role}`);
    else {
      const isAbove = ORDER.indexOf(levelOfRole(role)) < level;
      say(isAbove, path, `${role} is bound above ${place}: leave the place empty`);
    }
  });
  if (findings.length > 0) return { kind: 'invalid', findings };
  const target = `${roles.length === 0 ? 'all members' : roles.join(', ')}${place === '' ? '' : ` of ${place}`}`;
  const besides = through.length === 0 ? {} : { through };
  return { kind: 'valid', settings: { roles, place, by, ...besides }, secrets: {}, target };
}
