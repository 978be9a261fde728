import type { Clock } from '../../platform/clock/clock.ts';
import type { State, Statement } from '../../platform/state/state.ts';
import type { ChannelKind, OutgoingMessage, SendOutcome } from '../notify/channel-kind.ts';
import type { Recipients } from '../people/recipients.ts';
import { suspendedChannelId } from '../suspension/suspension-incident.ts';
import { InboxSql } from './inbox-sql.ts';
import { type PersonalMessage, personalMessages, usersOf } from './personal-messages.ts';

/** Messages that arrive in the inboxes of those behind the default receiver. */
export function inboxChannel(
  recipients: Recipients,
  { state, clock }: { readonly state: State; readonly clock: Clock },
): ChannelKind {
  const sql = new InboxSql(state.dialect);
  return {
    name: 'inbox',
    check: () => ({ kind: 'valid', settings: {}, secrets: {}, target: '' }),
    send: async (message) => {
      const told = (incidentId: string) => usersOf(state, sql.readersOf(incidentId));
      const people = await personalMessages(recipients, message.notification, told);
      if (people.length === 0) return nobodyFor(message);
      const statements = inboxStatements(sql, message, people, clock.nowMs());
      const outcome = await state.commit({ name: 'inbox.deliver', statements });
      if (outcome.kind === 'committed') {
        return { kind: 'sent', detail: `${people.length} in the inbox` };
      }
      return { kind: 'retry', reason: 'inbox_not_written', detail: 'the database turned it down' };
    },
  };
}

/** There is nobody who may be told. */
export const NOBODY: SendOutcome = {
  kind: 'drop',
  reason: 'nobody_to_tell',
  detail: 'neither the author of the rule nor an administrator may see the incident',
};

/** The same, of whom it was to be told. */
export function nobodyFor({ notification }: OutgoingMessage): SendOutcome {
  if (notification.purpose !== 'resolved') return NOBODY;
  return { ...NOBODY, detail: 'nobody who was told that it fires is there to be told of its end' };
}

/** An entry for each of them; the same message again adds nothing. */
export function inboxStatements(
  sql: InboxSql,
  message: OutgoingMessage,
  people: readonly PersonalMessage[],
  nowMs: number,
): readonly Statement[] {
  return people.flatMap(({ person: { id }, notification }) => [
    sql.insert(entryFor(id, { ...message, notification }, nowMs)),
    sql.keepNewest(id, nowMs),
  ]);
}

function entryFor(userId: string, message: OutgoingMessage, atMs: number) {
  const { deliveryId, notification } = message;
  const { owner, project, environment, incidentId, ruleId, purpose, title, severity } =
    notification;
  const place = { owner, project, environment };
  const others = (notification.group?.firing ?? 1) + (notification.group?.resolved ?? 0) - 1;
  const about = {
    incidentId,
    ruleId,
    purpose,
    title: others > 0 ? `${title} (+${others})` : title,
    severity,
  };
  const channelId = suspendedChannelId(notification);
  return {
    userId,
    id: deliveryId,
    ...place,
    ...about,
    atMs,
    readAtMs: null,
    channelId,
    reportId: null,
    said: '',
  };
}
