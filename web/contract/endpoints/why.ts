import { endpoint, within } from '../endpoint.ts';
import { Why, WhyInput } from '../why.ts';
import { ofOwned, ofOwner } from './params.ts';

/** Why people are told of something, or not. */
export const whyEndpoints = {
  'why.incident': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/incidents/{id}/why',
    summary: 'Which route and channels an incident has, what would happen now, and why',
    tag: 'incidents',
    requires: within('incidents:read'),
    params: ofOwned,
    answer: Why,
    status: 200,
  }),
  'why.alert': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/incidents/why',
    summary: 'The same for any alert that nobody has posted, given as labels',
    tag: 'incidents',
    requires: within('incidents:read'),
    params: ofOwner,
    body: WhyInput,
    answer: Why,
    status: 200,
  }),
} as const;
