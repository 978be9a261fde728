import type { ChannelKind } from '../notify/channel-kind.ts';
import type { MailPeople } from '../people/mail-people.ts';
import type { Recipients } from '../people/recipients.ts';
import { nobodyFor } from './inbox-channel.ts';
import { personalMessages } from './personal-messages.ts';

/** A mail to those behind the default receiver, one for each. */
export function ownMailChannel(recipients: Recipients, mail: MailPeople): ChannelKind {
  return {
    name: 'own-mail',
    check: () => ({ kind: 'valid', settings: {}, secrets: {}, target: '' }),
    send: async (message, signal) => {
      const told = (incidentId: string) => mail.mailedAbout(incidentId);
      const people = await personalMessages(recipients, message.notification, told);
      return people.length === 0 ? nobodyFor(message) : mail.send(message, people, signal);
    },
  };
}
