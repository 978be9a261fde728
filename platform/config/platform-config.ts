import { Type } from 'typebox';
import { DURATION_PATTERN } from '../model/duration.ts';
import { SecretRef } from './secret-ref.ts';

/** More would wait for each other on any machine that runs one service. */
export const MAX_WORKERS = 64;

const closed = { additionalProperties: false } as const;

/** A Prometheus duration in the configuration: a text, as people write it. */
export function durationOption(fallback: string, description: string) {
  return Type.String({
    default: fallback,
    pattern: DURATION_PATTERN,
    description: `${description} (duration, e.g. 30s)`,
  });
}

/** What the floor itself is configured with; each room adds its own part. */
export const PlatformConfig = {
  server: Type.Object(
    {
      host: Type.String({ default: '127.0.0.1', description: 'Address to listen on' }),
      port: Type.Integer({
        default: 8080,
        minimum: 0,
        maximum: 65_535,
        description: 'TCP port; 0 takes a free one',
      }),
      publicUrl: Type.String({
        default: '',
        description:
          'How people reach this service, e.g. https://tocsin.example.com; empty: http://host:port',
      }),
      advertise: Type.String({
        default: '',
        pattern: '^$|^([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$',
        description:
          'Where other processes on the same PostgreSQL reach this one, as host or host:port; empty: where it listens, or the first address of the machine',
      }),
      trustedProxies: Type.Array(Type.String(), {
        default: [],
        description: 'Addresses (CIDR) of reverse proxies whose X-Forwarded-For is believed',
      }),
      shutdownGrace: durationOption('20s', 'Time to finish what was begun after SIGTERM'),
      metricsToken: Type.String({
        default: '',
        description:
          'What scrapers of /metrics send as bearer token; empty: whoever reaches the port may read them',
      }),
      workers: Type.Integer({
        default: 0,
        minimum: 0,
        maximum: MAX_WORKERS,
        description:
          'Processes that answer scoped questions beside this one; 0: it answers all itself',
      }),
    },
    { ...closed, default: {} },
  ),
  data: Type.Object(
    {
      directory: Type.String({
        default: './data',
        description: 'Folder of the embedded database and keys',
      }),
      database: Type.Optional(SecretRef),
    },
    { ...closed, default: {} },
  ),
  log: Type.Object(
    {
      level: Type.Union(
        ['debug', 'info', 'warn', 'error'].map((level) => Type.Literal(level)),
        {
          default: 'info',
          description: 'Least severe level that is written: debug, info, warn or error',
        },
      ),
    },
    { ...closed, default: {} },
  ),
  secrets: Type.Object(
    {
      keyFile: Type.String({
        default: '',
        description: 'File of the encryption keys; empty: secret.key in the data folder',
      }),
    },
    { ...closed, default: {} },
  ),
  session: Type.Object(
    {
      lifetime: durationOption('12h', 'Longest life of a sign-in'),
      idle: durationOption('2h', 'A sign-in ends after this long without a request'),
    },
    { ...closed, default: {} },
  ),
  outbound: Type.Object(
    {
      tenantAllow: Type.Array(Type.String(), {
        default: [],
        description:
          'Private destinations that webhooks of tenants may reach, as CIDR, host or host:port',
      }),
      timeout: durationOption('10s', 'Longest time for one outbound request'),
      maxResponseBytes: Type.Integer({
        default: 1_048_576,
        minimum: 1024,
        description: 'Bytes read of an answer',
      }),
    },
    { ...closed, default: {} },
  ),
};
