import { Type } from 'typebox';
import { durationOption } from '../platform/config/platform-config.ts';
import { SecretRef } from '../platform/config/secret-ref.ts';
import { DEFAULT_SEVERITIES } from '../platform/tenancy/tenant.ts';

const closed = { additionalProperties: false } as const;

const MailConfig = Type.Object(
  {
    host: Type.String({
      default: '',
      description: 'Host name of the mail relay; empty: no mail is sent',
    }),
    port: Type.Integer({
      default: 25,
      minimum: 1,
      maximum: 65_535,
      description: 'TCP port of the relay',
    }),
    tls: Type.Union([Type.Literal('none'), Type.Literal('starttls'), Type.Literal('implicit')], {
      default: 'starttls',
      description: 'none, starttls (refuses to go on without) or implicit (usually port 465)',
    }),
    ca: Type.String({
      default: '',
      description: "PEM file of certificates to trust instead of the system's",
    }),
    user: Type.String({
      default: '',
      description: 'User name at the relay; empty: no authentication',
    }),
    password: Type.Optional(SecretRef),
    from: Type.String({ default: 'tocsin@localhost', description: 'Address of the sender' }),
    fromName: Type.String({ default: 'tocsin', description: 'Display name of the sender' }),
    connectTimeout: durationOption('10s', 'Longest time to connect to the relay'),
    socketTimeout: durationOption('30s', 'Longest silence of the relay'),
  },
  { ...closed, default: {} },
);

/** What this room is configured with. */
export const AlertingConfig = {
  mail: MailConfig,
  alerting: Type.Object(
    {
      maxRulesPerOwner: Type.Integer({
        default: 1000,
        minimum: 1,
        description: 'Most rules of one tenant',
      }),
      maxChannelsPerOwner: Type.Integer({
        default: 200,
        minimum: 1,
        description: 'Most channels of one tenant',
      }),
      maxPostBytes: Type.Integer({
        default: 16_777_216,
        minimum: 65_536,
        description: 'Largest post of alerts, in bytes',
      }),
      platformSeverities: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), {
        default: [...DEFAULT_SEVERITIES],
        minItems: 1,
        maxItems: 10,
        uniqueItems: true,
        description: 'The ladder of _platform, most severe first',
      }),
    },
    { ...closed, default: {} },
  ),
};
