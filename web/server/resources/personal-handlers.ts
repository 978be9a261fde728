import type { OwnSettings, PersonalSettings } from '../../../alerting/people/personal-settings.ts';
import type { QuietHours } from '../../../alerting/people/quiet-hours.ts';
import type * as contract from '../../contract/personal.ts';
import { requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { timeText } from './policy-handlers.ts';

type PersonalHandlers = Pick<Handlers, Extract<keyof Handlers, `personal.${string}`>>;

/** How oneself wants to be told, over HTTP. */
export function personalHandlers(personal: PersonalSettings): PersonalHandlers {
  return {
    'personal.get': async (_, context) => present(await personal.get(context.caller().principal)),
    'personal.update': async ({ body }, context) => {
      const revision = requireIfMatch(context.request.headers['if-match']);
      const next = {
        quietHours: body.quietHours === null ? null : readQuiet(body.quietHours),
        subscriptions: body.subscriptions.map(({ scope, ...rest }) => ({ ...rest, node: scope })),
        ...(body.contacts === undefined ? {} : { contacts: body.contacts }),
        ...(body.addresses === undefined ? {} : { addresses: body.addresses }),
      };
      return present(await personal.replace(context.caller().principal, next, revision));
    },
    'personal.addAddress': async ({ body }, context) => {
      const { principal, session } = context.caller();
      const language = session?.user.language ?? 'en';
      return present(await personal.addAddress(principal, body.address, language));
    },
    'personal.confirmAddress': async ({ body }, context) =>
      present(await personal.confirm(context.caller().principal, body.address, body.code)),
    'personal.removeAddress': async ({ body }, context) =>
      present(await personal.removeAddress(context.caller().principal, body.address)),
  };
}

function present(settings: OwnSettings): contract.PersonalSettings {
  const { addresses, contacts, quietHours, subscriptions, revision, canConfirm } = settings;
  return {
    addresses: addresses.map((one) => ({ ...one, severities: [...one.severities] })),
    contacts: contacts.map((one) => ({ ...one, severities: [...one.severities] })),
    quietHours: quietHours === null ? null : presentQuiet(quietHours),
    subscriptions: subscriptions.map(({ node, severities, inbox, mail }) => ({
      scope: node,
      severities: [...severities],
      inbox,
      mail,
    })),
    revision,
    canConfirm,
  };
}

function presentQuiet({ zone, weekly, passes }: QuietHours): contract.QuietHours {
  return {
    zone,
    weekly: weekly.map(({ weekdays, times }) => ({
      weekdays: [...weekdays],
      times: times.map(({ fromMinute, toMinute }) => ({
        from: timeText(fromMinute),
        to: timeText(toMinute),
      })),
    })),
    passes: [...passes],
  };
}

function readQuiet({ zone, weekly, passes }: contract.QuietHours): QuietHours {
  return {
    zone,
    weekly: weekly.map(({ weekdays, times }) => ({
      weekdays,
      times: times.map(({ from, to }) => ({ fromMinute: minuteOf(from), toMinute: minuteOf(to) })),
    })),
    passes,
  };
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
