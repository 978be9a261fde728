import { firstDifference } from '../objects/first-difference.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { ObjectSchema } from '../schema/object-schema.ts';

/** An object of the cluster that was as asked, or as the cluster made it of what was asked. */
export interface Settled {
  readonly uid: string;
  readonly revision: string;
  /** What it was where a webhook rewrites fields that we own; null: it is what we asked for. */
  readonly made: string | null;
}

/** After an apply that was answered with this object. */
export function nowInForce(
  wanted: KubernetesObject,
  answer: KubernetesObject,
  schema: ObjectSchema,
): Settled {
  const isRewritten = firstDifference(wanted, answer, schema) !== undefined;
  return { ...stillInForce(undefined, answer), made: isRewritten ? contentOf(answer) : null };
}

/** After a comparison that found no difference. */
export function stillInForce(before: Settled | undefined, { metadata }: KubernetesObject): Settled {
  const { uid = '', resourceVersion: revision = '' } = metadata;
  return { uid, revision, made: before?.made ?? null };
}

/** Where the cluster has something else than is wanted; what it made of our last write is none. */
export function differenceFrom(
  wanted: KubernetesObject,
  live: KubernetesObject,
  settled: Settled | undefined,
  schema: ObjectSchema,
): string | undefined {
  if (settled && settled.revision === live.metadata.resourceVersion) return undefined;
  const difference = firstDifference(wanted, live, schema);
  const isAsMade = difference !== undefined && settled?.made === contentOf(live);
  return isAsMade ? undefined : difference;
}

/** Without what others say of it. */
function contentOf({ status: _status, metadata, ...rest }: KubernetesObject): string {
  const { labels, annotations } = metadata;
  return JSON.stringify({ ...rest, labels, annotations });
}
