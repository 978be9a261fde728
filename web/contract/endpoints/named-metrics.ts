import { Type } from 'typebox';
import { endpoint, inScope, SIGNED_IN } from '../endpoint.ts';
import { EmptyExplanation, ExplainEmptyInput } from '../explain-empty.ts';
import {
  MetricCatalogue,
  MetricCatalogueQuery,
  NamedMetricsInput,
  NamedMetricsResult,
} from '../named-metrics.ts';
import { ScopeName } from '../scopes.ts';
import { closed } from './params.ts';

const ofScope = Type.Object({ scope: ScopeName }, closed);

/** Metrics that are asked for by name instead of in PromQL. */
export const namedMetricEndpoints = {
  'namedMetrics.list': endpoint({
    method: 'GET',
    path: '/api/v1/named-metrics',
    summary: 'The catalogue of named metrics: level, unit, title, labels and filters of each',
    tag: 'metrics',
    requires: SIGNED_IN,
    query: MetricCatalogueQuery,
    answer: MetricCatalogue,
    status: 200,
  }),
  'namedMetrics.query': endpoint({
    method: 'POST',
    path: '/api/v1/scopes/{scope}/named-metrics',
    summary: 'Several named metrics of one level as a table, at an instant or over a range',
    tag: 'metrics',
    requires: inScope('metrics:read'),
    params: ofScope,
    body: NamedMetricsInput,
    answer: NamedMetricsResult,
    status: 200,
  }),
  'namedMetrics.explainEmpty': endpoint({
    method: 'POST',
    path: '/api/v1/scopes/{scope}/explain-empty',
    summary: 'Why a query or a named metric is answered with nothing',
    tag: 'metrics',
    requires: inScope('metrics:read'),
    params: ofScope,
    body: ExplainEmptyInput,
    answer: EmptyExplanation,
    status: 200,
  }),
} as const;
