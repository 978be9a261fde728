import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { isRole, levelOfRole } from '../../platform/tenancy/role-binding.ts';
import type { RoleLevel } from '../../platform/tenancy/roles.ts';
import type { ChannelSettings } from '../channels/channel.ts';
import type { ChannelKind, CheckedSettings, OutgoingMessage } from '../notify/channel-kind.ts';
import { givenList, givenText, unknownFields } from '../notify/given-fields.ts';
import type { FollowerRecipients } from './follower-recipients.ts';
import type { MailPeople } from './mail-people.ts';
import type { MemberRecipients } from './member-recipients.ts';
import type { TellPeople } from './people-channel.ts';
import type { ThroughChannels } from './through-channels.ts';

/** A channel that tells members of its owner, by role and place, in their inbox and by mail. */
export function membersChannel(
  members: MemberRecipients,
  tell: TellPeople,
  mail: MailPeople,
  through: ThroughChannels,
): ChannelKind {
  return {
    name: 'members',
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

/** Who has subscribed: a destination of every owner, like the default receiver. */
export function followersChannel(followers: FollowerRecipients, tell: TellPeople): ChannelKind {
  return {
    name: 'followers',
    check: () => ({ kind: 'valid', settings: {}, secrets: {}, target: '' }),
    send: (message, signal) => {
      const behind = { inbox: followers.by('inbox'), mail: followers.by('mail') };
      return tell.send(message, behind, signal);
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

/** `roles`: none means all members; `place`: empty, `project` or `project.environment`; `by`: inbox, or both; `through`: ids of channels. */
function checkMembers(given: ChannelSettings): CheckedSettings {
  const findings: ErrorDetail[] = [...unknownFields(given, ['roles', 'place', 'by', 'through'])];
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
