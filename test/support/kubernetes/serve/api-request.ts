import type { IncomingHttpHeaders } from 'node:http';
import { type Kind, resourceName } from '../model/kind.ts';
import type { KindRegistry } from '../store/kind-registry.ts';

export type Verb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection';

/** Whom a request comes from; `null` before it is known. */
export interface Identity {
  readonly name: string;
}

/** A request as it arrived. */
export interface RawRequest {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request for objects: what is asked of which kind, where. */
export interface ApiRequest {
  readonly verb: Verb;
  readonly kind: Kind;
  /** Empty for all namespaces, and for kinds without. */
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
  readonly query: URLSearchParams;
}

/** `prometheusrules.monitoring.coreos.com`, or with its subresource after a slash. */
export const targetOf = ({ kind, subresource }: ApiRequest): string =>
  subresource === '' ? resourceName(kind) : `${resourceName(kind)}/${subresource}`;

interface Parts {
  readonly namespace: string;
  readonly plural: string;
  readonly name: string;
  readonly subresource: string;
}

/**
 * Reads `/api/v1/…` and `/apis/<group>/<version>/…`.
 * @returns null for everything else: discovery, and what does not exist
 */
export function readApiRequest(
  { method, url }: Pick<RawRequest, 'method' | 'url'>,
  kinds: KindRegistry,
): ApiRequest | null {
  const { pathname, searchParams } = new URL(url, 'http://cluster');
  const segments = pathname.split('/').slice(1).map(decodeURIComponent);
  const [root, ...rest] = segments;
  const [group = '', version = '', ...path] = root === 'api' ? ['', ...rest] : rest;
  if ((root !== 'api' && root !== 'apis') || path.length === 0) return null;
  const parts = readParts(path);
  const kind = kinds.find(group, version, parts.plural);
  if (kind === undefined || (parts.namespace !== '' && !kind.namespaced)) return null;
  if (parts.subresource !== '' && !(parts.subresource === 'status' && kind.hasStatus)) return null;
  const verb = readVerb(method, parts, searchParams);
  return verb === null ? null : { ...parts, verb, kind, query: searchParams };
}

/** `namespaces/x/status` is about the namespace, `namespaces/x/pods` about what is in it. */
function readParts(path: readonly string[]): Parts {
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = path;
  if (first === 'namespaces' && third !== '' && third !== 'status') {
    return { namespace: second, plural: third, name: fourth, subresource: fifth };
  }
  return { namespace: '', plural: first, name: second, subresource: third };
}

function readVerb(method: string, { name }: Parts, query: URLSearchParams): Verb | null {
  const watches = query.get('watch');
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (watches === 'true' || watches === '1') return 'watch';
      return name === '' ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
    default:
      return null;
  }
}
