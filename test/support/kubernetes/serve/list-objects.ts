import { badRequest, expired, revisionAhead } from '../model/failures.ts';
import { isObject, type JsonObject, present, textIn } from '../model/json.ts';
import { apiVersionOf, resourceName } from '../model/kind.ts';
import { nameOf, namespaceOf } from '../model/metadata.ts';
import { type Condition, readFieldSelector, readLabelSelector } from '../model/selectors.ts';
import { type Cluster, inVersion } from '../store/cluster.ts';
import type { ApiRequest } from './api-request.ts';

/** One answer to a list: `metadata` has its revision, and how to go on. */
export interface Listed {
  readonly metadata: JsonObject;
  readonly objects: readonly JsonObject[];
}

/** Where a list goes on: after this object, as everything was at this revision (-1: as it is). */
interface Continuation {
  readonly revision: number;
  readonly after: string;
}

/** Both selectors of a request together. @throws ApiFailure 400 */
export function selectorOf({ query, kind, namespace, name }: ApiRequest): Condition {
  const labels = readLabelSelector(query.get('labelSelector') ?? '');
  const fields = readFieldSelector(query.get('fieldSelector') ?? '', kind.plural);
  return (object) =>
    labels(object) &&
    fields(object) &&
    (name === '' || nameOf(object) === name) &&
    (namespace === '' || namespaceOf(object) === namespace);
}

/**
 * Lists, in chunks when the client limits them.
 * @param staleBy answer as of so many revisions ago
 * @throws ApiFailure 410 when a continuation or an exact revision is compacted, 504 for a future one
 */
export function listObjects(cluster: Cluster, request: ApiRequest, staleBy: number): Listed {
  const { query, kind, namespace } = request;
  const { store } = cluster;
  const token = query.get('continue') ?? '';
  const continued = token === '' ? null : readToken(token);
  const revision = revisionToRead(cluster, query, continued, staleBy);
  const within = kind.namespaced && namespace !== '' ? namespace : null;
  const all =
    revision === store.revision
      ? store.list(resourceName(kind), within)
      : store.listAt(resourceName(kind), within, revision);
  const selected = all.filter(selectorOf(request));
  const rest =
    continued === null ? selected : selected.filter((one) => keyOf(one) > continued.after);
  const limit = Number(query.get('limit') ?? 0);
  const objects = limit > 0 ? rest.slice(0, limit) : rest;
  const last = objects.at(-1);
  const left = rest.length - objects.length;
  const goesOn = left > 0 && last !== undefined;
  const metadata = present({
    resourceVersion: String(revision),
    continue: goesOn ? printToken({ revision, after: keyOf(last) }) : undefined,
    remainingItemCount: goesOn && !isSelective(query) ? left : undefined,
  });
  return { metadata, objects: objects.map((object) => inVersion(object, kind)) };
}

const keyOf = (object: JsonObject): string => `${namespaceOf(object)}/${nameOf(object)}`;

const isSelective = (query: URLSearchParams): boolean =>
  (query.get('labelSelector') ?? '') !== '' || (query.get('fieldSelector') ?? '') !== '';

function revisionToRead(
  { store }: Cluster,
  query: URLSearchParams,
  continued: Continuation | null,
  staleBy: number,
): number {
  const current = store.revision;
  const oldest = store.compactedTo;
  if (continued !== null) {
    if (continued.revision === -1) return current;
    if (continued.revision < oldest) throw expiredContinuation(continued);
    return continued.revision;
  }
  const asked = readRevision(query.get('resourceVersion'));
  if (asked > current) throw revisionAhead(asked, current);
  if (query.get('resourceVersionMatch') !== 'Exact') {
    return Math.max(current - staleBy, oldest, asked, 1);
  }
  if (asked < oldest) {
    throw expired(`The resourceVersion for the provided list is too old.`);
  }
  return asked;
}

/** @throws ApiFailure 400 */
export function readRevision(text: string | null): number {
  if (text === null || text === '') return 0;
  if (!/^\d+$/.test(text))
    throw badRequest(`Invalid value: ${JSON.stringify(text)}: resourceVersion`);
  return Number(text);
}

const expiredContinuation = (continued: Continuation) =>
  expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    { continue: printToken({ ...continued, revision: -1 }) },
  );

const printToken = ({ revision, after }: Continuation): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after })).toString(
    'base64url',
  );

function readToken(token: string): Continuation {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed) && typeof parsed.rv === 'number') {
      return { revision: parsed.rv, after: textIn(parsed.start) };
    }
  } catch (error) {
    throw badRequest(`continue key is not valid: ${String(error)}`);
  }
  throw badRequest('continue key is not valid');
}

/** `PrometheusRuleList`. */
export function listBody({ kind }: ApiRequest, { metadata, objects }: Listed): JsonObject {
  return { kind: kind.listKind, apiVersion: apiVersionOf(kind), metadata, items: objects };
}
