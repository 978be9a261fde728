import { type Static, Type } from 'typebox';
import { durationOption } from '../../platform/config/platform-config.ts';

const closed = { additionalProperties: false } as const;

const most = (count: number, description: string) =>
  Type.Integer({ default: count, minimum: 1, description });

/** A blackbox exporter that tenants may let probe. */
const Prober = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$',
      description: 'What monitors call it',
    }),
    address: Type.String({
      pattern: '^[A-Za-z0-9._\\[\\]:-]{1,255}$',
      description: 'host:port, as the collector of the cluster reaches it',
    }),
    path: Type.String({ default: '/probe', pattern: '^/[A-Za-z0-9._~/-]{0,200}$' }),
    scheme: Type.Unsafe<'http' | 'https'>(
      Type.Union([Type.Literal('http'), Type.Literal('https')], { default: 'http' }),
    ),
  },
  closed,
);
export type Prober = Static<typeof Prober>;

/** The section `collector.monitors`: what monitors of tenants may ask of collectors. */
export const MonitorsConfig = Type.Object(
  {
    maxPerTenant: most(500, 'Monitors of one tenant'),
    minInterval: durationOption('5s', 'Shortest interval between two scrapes of a target'),
    sampleLimit: most(50_000, 'Most samples of one scrape'),
    targetLimit: most(500, 'Most targets of one endpoint'),
    labelLimit: most(64, 'Most labels of one series'),
    labelNameLengthLimit: most(256, 'Most bytes of a label name'),
    labelValueLengthLimit: most(4_096, 'Most bytes of a label value'),
    probers: Type.Array(Prober, { default: [], description: 'Blackbox exporters for probes' }),
  },
  { ...closed, default: {} },
);
export type MonitorsConfig = Static<typeof MonitorsConfig>;
