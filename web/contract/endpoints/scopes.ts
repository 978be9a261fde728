import { Type } from 'typebox';
import { endpoint, SIGNED_IN } from '../endpoint.ts';
import { ExplainInput, ScopeExplanation, ScopeName } from '../scopes.ts';
import { closed } from './params.ts';

/** What scopes do to queries. */
export const scopeEndpoints = {
  'scopes.explain': endpoint({
    method: 'POST',
    path: '/api/v1/scopes/{scope}/explain',
    summary:
      'What a query becomes for a scope, and why; asks no backend. Needs metrics:read or logs:read there',
    tag: 'scopes',
    requires: SIGNED_IN,
    params: Type.Object({ scope: ScopeName }, closed),
    body: ExplainInput,
    answer: ScopeExplanation,
    status: 200,
  }),
} as const;
