import { type Static, Type } from 'typebox';
import { TimeOfDay, Weekday } from './policies.ts';

const closed = { additionalProperties: false } as const;

const WeeklyTimes = Type.Object(
  {
    weekdays: Type.Array(Weekday, { maxItems: 7, description: 'Empty: every day' }),
    times: Type.Array(Type.Object({ from: TimeOfDay, to: TimeOfDay }, closed), {
      maxItems: 10,
      description: 'From is inclusive, to exclusive; not later than from: on the next day',
    }),
  },
  closed,
);

/** When no mail is sent to somebody. */
export const QuietHours = Type.Object(
  {
    zone: Type.String({ minLength: 1, maxLength: 64, description: 'IANA, e.g. Europe/Berlin' }),
    weekly: Type.Array(WeeklyTimes, { minItems: 1, maxItems: 14 }),
    passes: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), {
      maxItems: 20,
      description: 'Severities that are mailed all the same',
    }),
  },
  closed,
);
export type QuietHours = Static<typeof QuietHours>;

/** What one hears of without being named. */
export const Subscription = Type.Object(
  {
    scope: Type.String({ minLength: 1, maxLength: 200 }),
    severities: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), {
      maxItems: 20,
      description: 'Empty: every severity',
    }),
    inbox: Type.Boolean(),
    mail: Type.Boolean(),
  },
  closed,
);
export type Subscription = Static<typeof Subscription>;

const severities = Type.Array(Type.String({ minLength: 1, maxLength: 40 }), {
  maxItems: 20,
  description: 'Empty: every severity',
});

/** How one is reached besides by mail, through channels of members. */
export const Contact = Type.Object(
  {
    kind: Type.String({
      minLength: 1,
      maxLength: 40,
      description: 'By which a kind of channel calls people, see GET /api/v1/channel-kinds',
    }),
    value: Type.String({ minLength: 1, maxLength: 64 }),
    severities,
  },
  closed,
);
export type Contact = Static<typeof Contact>;

const contacts = Type.Array(Contact, { maxItems: 20 });

const said = {
  quietHours: Type.Union([QuietHours, Type.Null()]),
  subscriptions: Type.Array(Subscription, { maxItems: 20 }),
};

export const PersonalSettingsInput = Type.Object(
  {
    ...said,
    contacts: Type.Optional(contacts),
    addresses: Type.Optional(
      Type.Array(Type.Object({ address: Type.String({ maxLength: 254 }), severities }, closed), {
        maxItems: 5,
        description: 'At which severities addresses that are there are mailed',
      }),
    ),
  },
  { ...closed, description: 'Contacts and addresses that are left out stay as they are' },
);
export type PersonalSettingsInput = Static<typeof PersonalSettingsInput>;

/** How one wants to be told. */
export const PersonalSettings = Type.Object({
  ...said,
  addresses: Type.Array(
    Type.Object({
      address: Type.String(),
      confirmed: Type.Boolean({ description: 'Nothing but its code is sent there before' }),
      severities,
    }),
  ),
  contacts,
  canConfirm: Type.Boolean({ description: 'False: no mail relay is configured' }),
  revision: Type.Integer({ minimum: 0, description: '0: nothing was ever saved' }),
});
export type PersonalSettings = Static<typeof PersonalSettings>;

const address = Type.String({ minLength: 3, maxLength: 254 });
export const OwnAddress = Type.Object({ address }, closed);
export const AddressCode = Type.Object(
  { address, code: Type.String({ minLength: 1, maxLength: 20 }) },
  closed,
);
