import type { PersonalSettings, PersonalSettingsInput } from '../../../contract/personal.ts';
import type { Findings } from '../../forms/pointer.ts';

/** Contacts, quiet hours and subscriptions as they are chosen. */
export type SettingsForm = Required<PersonalSettingsInput>;

export function formOfSettings(settings: PersonalSettings): SettingsForm {
  const { quietHours, subscriptions, contacts } = settings;
  const addresses = settings.addresses
    .filter(({ confirmed }) => confirmed)
    .map(({ address, severities }) => ({ address, severities }));
  return { quietHours, subscriptions, contacts, addresses };
}

/** The body of a save: quiet hours in which nothing is quiet are none. */
export function inputOfSettings({ quietHours, ...others }: SettingsForm): SettingsForm {
  const contacts = others.contacts.map((one) => ({ ...one, value: one.value.trim() }));
  const isQuiet = quietHours !== null && quietHours.weekly.length > 0;
  return { ...others, contacts, quietHours: isQuiet ? quietHours : null };
}

export function isSettingsForm(value: unknown): value is SettingsForm {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  const quiet = entries.get('quietHours');
  return (
    ['subscriptions', 'contacts', 'addresses'].every((name) => Array.isArray(entries.get(name))) &&
    (quiet === null || (typeof quiet === 'object' && quiet !== null && 'weekly' in quiet))
  );
}

/** @param missing words for a subscription that tells in no way, and for a contact that says nothing */
export function checkSettings(
  { subscriptions, contacts }: SettingsForm,
  missing: { readonly way: string; readonly value: string },
): Findings {
  const silent = subscriptions.flatMap(({ inbox, mail }, index): [string, string][] =>
    inbox || mail ? [] : [[`/subscriptions/${index}`, missing.way]],
  );
  const blank = contacts.flatMap(({ value }, index): [string, string][] =>
    value.trim() === '' ? [[`/contacts/${index}/value`, missing.value]] : [],
  );
  return new Map([...silent, ...blank]);
}
