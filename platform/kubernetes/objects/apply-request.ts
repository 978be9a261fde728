import type { TransportRequest } from '../connection/transport.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { pathOf, type ResourceKind } from './resource-kind.ts';

/** Who owns the fields that we apply, whichever replica does it. */
export const FIELD_MANAGER = 'tocsin';

export interface ApplyOptions {
  /** Takes fields from other managers; without it they are a `conflict`. */
  readonly force?: boolean;
  /** Everything but the storing: defaults, schemas, admission. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

export interface Applied {
  /** As the cluster has it now, or would. */
  readonly object: KubernetesObject;
  readonly isNew: boolean;
  /** For people, e.g. that a version is deprecated. */
  readonly warnings: readonly string[];
}

/** The request that applies an object. JSON is YAML as well. */
export function applyRequest(
  kind: ResourceKind,
  object: KubernetesObject,
  { force = false, dryRun = false, signal }: ApplyOptions,
): TransportRequest {
  const { namespace, name } = object.metadata;
  return {
    method: 'PATCH',
    path: pathOf(kind, namespace === undefined ? { name } : { namespace, name }),
    query: {
      fieldManager: FIELD_MANAGER,
      fieldValidation: 'Strict',
      force: String(force),
      ...(dryRun ? { dryRun: 'All' } : {}),
    },
    contentType: 'application/apply-patch+yaml',
    body: JSON.stringify(object),
    signal,
  };
}

/** With a revision to begin from, the second of two applies would be a conflict with the first. */
export const isRepeatable = ({ metadata }: KubernetesObject): boolean =>
  metadata.resourceVersion === undefined;
