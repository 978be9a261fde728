import { channelEndpoints } from './endpoints/channels.ts';
import { clusterEndpoints } from './endpoints/clusters.ts';
import { collectionEndpoints } from './endpoints/collection.ts';
import { incidentEndpoints } from './endpoints/incidents.ts';
import { namedMetricEndpoints } from './endpoints/named-metrics.ts';
import { peopleEndpoints } from './endpoints/people.ts';
import { ruleTemplateEndpoints } from './endpoints/rule-templates.ts';
import { ruleEndpoints } from './endpoints/rules.ts';
import { scopeEndpoints } from './endpoints/scopes.ts';
import { sessionEndpoints } from './endpoints/session.ts';
import { tenancyEndpoints } from './endpoints/tenancy.ts';

/** Every route of `/api/v1`: the tables of `endpoints/` joined. */
export const API = {
  ...sessionEndpoints,
  ...tenancyEndpoints,
  ...clusterEndpoints,
  ...peopleEndpoints,
  ...ruleEndpoints,
  ...ruleTemplateEndpoints,
  ...channelEndpoints,
  ...incidentEndpoints,
  ...collectionEndpoints,
  ...scopeEndpoints,
  ...namedMetricEndpoints,
} as const;

export type ApiName = keyof typeof API;
