import type { CompiledQuery } from 'kysely';
import type { State } from '../../platform/state/state.ts';
import { alertsOf, type Notification, onlyAlerts } from '../notify/notification.ts';
import type { Person, Recipients } from '../people/recipients.ts';

/** What one person is told: of a group only the incidents that are for them. */
export interface PersonalMessage {
  readonly person: Person;
  readonly notification: Notification;
}

/**
 * Who is told of a message, and what of it.
 * @param toldOf ids of those who got a firing of the incident; only resolves ask
 */
export async function personalMessages(
  recipients: Recipients,
  notification: Notification,
  toldOf: (incidentId: string) => Promise<readonly string[]>,
): Promise<readonly PersonalMessage[]> {
  const { owner } = notification;
  const people = new Map<string, Person>();
  const wanted = new Map<string, Set<string>>();
  for (const alert of alertsOf(notification)) {
    const { incidentId, purpose } = alert;
    const told = purpose === 'resolved' ? await toldOf(incidentId) : [];
    for (const person of await recipients.of({ ...alert, owner }, told)) {
      people.set(person.id, person);
      const its = wanted.get(person.id);
      if (its) its.add(incidentId);
      else wanted.set(person.id, new Set([incidentId]));
    }
  }
  return [...people.values()].map((person) => ({
    person,
    notification: onlyAlerts(
      notification,
      ({ incidentId }) => wanted.get(person.id)?.has(incidentId) ?? false,
    ),
  }));
}

/** Ids of the people that any of the queries finds, each once. */
export async function usersOf(
  state: State,
  queries: readonly CompiledQuery<{ user_id: string }>[],
): Promise<readonly string[]> {
  const found = await Promise.all(queries.map((query) => state.all(query)));
  return [...new Set(found.flat().map((row) => row.user_id))];
}
