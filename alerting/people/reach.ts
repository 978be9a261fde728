import type { State } from '../../platform/state/state.ts';
import { isMailAddress } from '../notify/email/mail-address.ts';
import { type Contact, chosenAt } from './contact.ts';
import { contactOf, PeopleSql, severitiesIn } from './people-sql.ts';
import type { QuietHours } from './quiet-hours.ts';
import { readQuietHours } from './quiet-hours-body.ts';
import type { Person } from './recipients.ts';

/** How somebody is reached. */
export interface Reachable {
  readonly person: Person;
  /** Mail: those that they confirmed, otherwise that of the account; empty: none. */
  readonly addresses: readonly MailWay[];
  /** Besides mail. */
  readonly contacts: readonly Contact[];
  readonly quiet: QuietHours | null;
}

/** A mail address, and at which severities it is used; none: at every one. */
export interface MailWay {
  readonly address: string;
  readonly severities: readonly string[];
}

/** Where somebody is mailed at a severity; empty: they have no address, or want no mail then. */
export function mailedAt({ addresses }: Reachable, severity: string): readonly string[] {
  return chosenAt(addresses, severity).map(({ address }) => address);
}

/** How each of them is reached, by id. */
export async function reachOf(
  state: State,
  people: readonly Person[],
): Promise<ReadonlyMap<string, Reachable>> {
  if (people.length === 0) return new Map();
  const sql = new PeopleSql(state.dialect);
  const ids = [...new Set(people.map(({ id }) => id))];
  const [settings, addresses, contacts] = await Promise.all([
    state.all(sql.settingsOf(ids)),
    state.all(sql.addressesOf(ids)),
    state.all(sql.contactsOf(ids)),
  ]);
  const quiet = new Map(settings.map((row) => [row.user_id, readQuietHours(row.quiet_hours)]));
  return new Map(
    people.map((person) => {
      const own = addresses
        .filter((row) => row.user_id === person.id && row.confirmed_at_ms !== null)
        .map(({ address, severities }) => ({ address, severities: severitiesIn(severities) }));
      const account =
        person.email !== null && isMailAddress(person.email)
          ? [{ address: person.email, severities: [] }]
          : [];
      const reachable = {
        person,
        addresses: own.length > 0 ? own : account,
        contacts: contacts.filter((row) => row.user_id === person.id).map(contactOf),
        quiet: quiet.get(person.id) ?? null,
      };
      return [person.id, reachable];
    }),
  );
}
