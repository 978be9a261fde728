import type { API, ApiName } from '../../contract/api.ts';

type Route<N extends ApiName> = `${(typeof API)[N]['method']} ${(typeof API)[N]['path']}`;

/**
 * Method and path of each route the interface calls. The compiler holds every line equal to
 * `web/contract/api.ts`; spelling them out keeps the schemas themselves out of the first load.
 */
export const ROUTES = {
  'session.signIn': 'POST /api/v1/session',
  'session.get': 'GET /api/v1/session',
  'session.signOut': 'DELETE /api/v1/session',
  'session.changePassword': 'POST /api/v1/session/password',
  'session.preferences': 'PUT /api/v1/session/preferences',
  'tenants.get': 'GET /api/v1/tenants/{tenant}',
  'tokens.create': 'POST /api/v1/tenants/{owner}/tokens',
  'rules.list': 'GET /api/v1/tenants/{owner}/rules',
  'rules.create': 'POST /api/v1/tenants/{owner}/rules',
  'rules.preview': 'POST /api/v1/tenants/{owner}/rules/preview',
  'rules.get': 'GET /api/v1/tenants/{owner}/rules/{id}',
  'rules.update': 'PUT /api/v1/tenants/{owner}/rules/{id}',
  'rules.delete': 'DELETE /api/v1/tenants/{owner}/rules/{id}',
  'channels.list': 'GET /api/v1/tenants/{owner}/channels',
  'channels.create': 'POST /api/v1/tenants/{owner}/channels',
  'channels.test': 'POST /api/v1/tenants/{owner}/channels/test',
  'channels.get': 'GET /api/v1/tenants/{owner}/channels/{id}',
  'channels.update': 'PUT /api/v1/tenants/{owner}/channels/{id}',
  'channels.delete': 'DELETE /api/v1/tenants/{owner}/channels/{id}',
  'incidents.list': 'GET /api/v1/tenants/{owner}/incidents',
  'incidents.get': 'GET /api/v1/tenants/{owner}/incidents/{id}',
  'collection.get': 'GET /api/v1/scopes/{scope}/collection',
  'namedMetrics.explainEmpty': 'POST /api/v1/scopes/{scope}/explain-empty',
  'scopes.explain': 'POST /api/v1/scopes/{scope}/explain',
} as const satisfies { readonly [N in ApiName]?: Route<N> };

export type RouteName = keyof typeof ROUTES;
