import { Type } from 'typebox';
import { durationOption } from '../platform/config/platform-config.ts';
import { SecretRef } from '../platform/config/secret-ref.ts';
import { DEFAULT_SEVERITIES } from '../platform/tenancy/tenant.ts';
import { CHANNEL_KINDS } from './notify/channel-kinds.ts';

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

const DeliveryConfig = Type.Object(
  {
    receiverLimits: Type.Array(
      Type.Object(
        {
          kind: Type.Union(CHANNEL_KINDS.map(({ name }) => Type.Literal(name))),
          limits: Type.Array(
            Type.Object(
              {
                most: Type.Integer({ minimum: 1, maximum: 100_000 }),
                per: durationOption('1m', 'In any stretch of time so long'),
              },
              closed,
            ),
          ),
        },
        closed,
      ),
      {
        default: [],
        description:
          'How many messages one destination is sent, by kind of channel, in place of what is known of the service; an empty list of limits: as many as there are',
      },
    ),
    digestAbove: Type.Integer({
      default: 20,
      minimum: 1,
      description: 'When more messages wait for the limit of one destination, they are joined',
    }),
    suspendAfter: durationOption(
      '24h',
      'A channel whose receiver has taken nothing for so long is switched off',
    ),
    suspendAttempts: Type.Integer({
      default: 5,
      minimum: 1,
      description: 'And not before so many attempts have failed',
    }),
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
      maxOpenIncidentsPerOwner: Type.Integer({
        default: 10_000,
        minimum: 1,
        description:
          'Most open incidents of one tenant; alerts beyond are refused until some end, resolves never',
      }),
      maxAlertsInFlight: Type.Integer({
        default: 50_000,
        minimum: 1,
        description:
          "Most alerts that are being stored at once, a fifth of them of one environment's token; posts beyond are answered 503",
      }),
      maxPostBytes: Type.Integer({
        default: 16_777_216,
        minimum: 65_536,
        description: 'Largest post of alerts, in bytes',
      }),
      webhookRepeat: durationOption(
        '4h',
        'Longest repeat_interval of Alertmanagers that notify here; after three without one, what they told of is stale',
      ),
      delivery: DeliveryConfig,
      messageLinks: Type.Object(
        {
          enabled: Type.Boolean({
            default: true,
            description:
              'Messages have links that acknowledge or silence; tenants may switch them off',
          }),
          lifetime: durationOption(
            '3d',
            'How long such a link acts, from when its message was queued',
          ),
        },
        { ...closed, default: {} },
      ),
      systemRules: Type.Object(
        {
          platform: Type.Boolean({
            default: true,
            description: 'System rules of _platform are on unless somebody switches them off',
          }),
          tenants: Type.Boolean({
            default: false,
            description: 'System rules of tenants are on unless somebody switches them off',
          }),
        },
        { ...closed, default: {} },
      ),
      incidentHistory: Type.Object(
        {
          keep: durationOption(
            '400d',
            'How long incidents are kept after their end, with all that belongs to them; 0s: for ever',
          ),
          archive: Type.Boolean({
            default: true,
            description: 'Incidents are written to an archive before they are deleted',
          }),
          archiveDirectory: Type.String({
            default: '',
            description:
              'Folder of the archives (gzip, one JSON object per line); empty: archive/incidents below data.directory',
          }),
        },
        { ...closed, default: {} },
      ),
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
