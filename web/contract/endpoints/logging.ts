import { endpoint, onSystem } from '../endpoint.ts';
import { LoggingScale, LoggingState } from '../log-flows.ts';
import { byCluster } from './params.ts';

/** What carries logs out of a cluster. */
export const loggingEndpoints = {
  'logging.get': endpoint({
    method: 'GET',
    path: '/api/v1/clusters/{cluster}/logging',
    summary: 'How the agents and the aggregator of logs of a cluster do',
    tag: 'collection',
    requires: onSystem('clusters:read'),
    params: byCluster,
    answer: LoggingState,
    status: 200,
  }),
  'logging.scale': endpoint({
    method: 'POST',
    path: '/api/v1/clusters/{cluster}/logging/scale',
    summary: 'Set the replicas of the aggregator',
    tag: 'collection',
    requires: onSystem('clusters:write'),
    params: byCluster,
    body: LoggingScale,
    answer: LoggingState,
    status: 200,
  }),
} as const;
