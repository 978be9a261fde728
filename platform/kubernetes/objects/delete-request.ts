import type { TransportRequest } from '../connection/transport.ts';
import { textIn } from './json-object.ts';
import { type ObjectPlace, pathOf, type ResourceKind } from './resource-kind.ts';

/** Preconditions: the very object (`uid`), and in the state in which we saw it. */
export interface DeleteOptions {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/** `ending`: it stays until its finalizers are done. */
export type Removal = 'deleted' | 'ending' | 'absent';

/** What belongs to the object is collected in the background. */
export function deleteRequest(
  kind: ResourceKind,
  place: ObjectPlace,
  { uid, resourceVersion, dryRun = false, signal }: DeleteOptions,
): TransportRequest {
  const preconditions = {
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  const options = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    propagationPolicy: 'Background',
    ...(Object.keys(preconditions).length === 0 ? {} : { preconditions }),
    ...(dryRun ? { dryRun: ['All'] } : {}),
  };
  return {
    method: 'DELETE',
    path: pathOf(kind, place),
    body: JSON.stringify(options),
    contentType: 'application/json',
    signal,
  };
}

/** The server answers with a `Status`, or with the object that is still there. */
export const removalOf = (body: unknown): Removal =>
  textIn(body, 'kind') === 'Status' ? 'deleted' : 'ending';
