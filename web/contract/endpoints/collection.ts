import { Type } from 'typebox';
import { Collection } from '../collection.ts';
import { endpoint, inScope } from '../endpoint.ts';
import { ScopeName } from '../scopes.ts';
import { closed } from './params.ts';

/** What comes in. */
export const collectionEndpoints = {
  'collection.get': endpoint({
    method: 'GET',
    path: '/api/v1/scopes/{scope}/collection',
    summary: 'Scraped targets, receivers and embedded stores: how the collection does',
    tag: 'collection',
    requires: inScope('collectors:read'),
    params: Type.Object({ scope: ScopeName }, closed),
    answer: Collection,
    status: 200,
  }),
} as const;
