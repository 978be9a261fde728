import { type Static, Type } from 'typebox';
import { durationOption } from '../../../platform/config/platform-config.ts';
import { DNS_LABEL_PATTERN } from '../../../platform/model/dns-label.ts';

const closed = { additionalProperties: false } as const;

const name = Type.String({ pattern: DNS_LABEL_PATTERN });

/** Where objects of grafana-operator are kept, instead of what goes over Grafana's API. */
const OperatorConfig = Type.Object(
  {
    cluster: name,
    namespace: name,
    instance: Type.Record(Type.String(), Type.String(), {
      description: 'Labels of the Grafana object that takes them',
    }),
    elsewhere: Type.Boolean({
      default: false,
      description: 'The Grafana object lies in another namespace',
    }),
    allowMassRemoval: Type.Boolean({
      default: false,
      description: 'More than half of more than 10 objects may go at once',
    }),
  },
  closed,
);

/** The part `grafana.sync`: how data sources and dashboards are kept in step. */
export const GrafanaSyncConfig = Type.Object(
  {
    every: durationOption('1m', 'How often a tenant is compared with Grafana'),
    timeout: durationOption('10s', 'Longest time for one answer of its API'),
    requestsPerSecond: Type.Integer({
      default: 10,
      minimum: 1,
      maximum: 200,
      description: 'Most requests to its API in a second',
    }),
    baseUrl: Type.String({
      default: '',
      description: 'How Grafana reaches tocsin; empty: server.publicUrl',
    }),
    rotateAfter: durationOption('30d', 'Age at which the token of a data source is replaced'),
    overlap: durationOption(
      '7d',
      'How long a former token is good where nobody can see whether the new one works: files and objects',
    ),
    operator: Type.Optional(OperatorConfig),
  },
  { ...closed, default: {} },
);

export type GrafanaSyncSettings = Static<typeof GrafanaSyncConfig>;
