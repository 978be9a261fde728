import { createHash } from 'node:crypto';
import { type JsonObject, objectIn } from '../model/json.ts';
import { apiVersionOf, type Kind } from '../model/kind.ts';
import type { KindRegistry } from '../store/kind-registry.ts';
import type { Answer } from './answer.ts';

/**
 * OpenAPI v3: `/openapi/v3` lists a document for each group and version, which holds the schemas
 * and, for `kubectl` to validate by the server, the PATCH operations with their parameters.
 */
export class OpenApiDocuments {
  readonly #kinds: KindRegistry;
  readonly #documents = new Map<string, { readonly from: string; readonly text: string }>();

  constructor(kinds: KindRegistry) {
    this.#kinds = kinds;
  }

  /** @returns null for a document that does not exist */
  answer(path: string): Answer | null {
    if (path === '/openapi/v3') return this.#index();
    const key = path.slice('/openapi/v3/'.length);
    const kinds = this.#kindsOf(key);
    return kinds.length === 0 ? null : { status: 200, body: this.#document(key, kinds) };
  }

  #keys(): readonly string[] {
    return [...new Set(this.#kinds.all().map(documentKey))];
  }

  #kindsOf(key: string): readonly Kind[] {
    return this.#kinds.all().filter((kind) => documentKey(kind) === key);
  }

  #index(): Answer {
    const paths = this.#keys().map((key): [string, JsonObject] => {
      const hash = fingerprint(this.#kindsOf(key));
      return [key, { serverRelativeURL: `/openapi/v3/${key}?hash=${hash}` }];
    });
    return { status: 200, body: { paths: Object.fromEntries(paths) } };
  }

  #document(key: string, kinds: readonly Kind[]): string {
    const from = fingerprint(kinds);
    const kept = this.#documents.get(key);
    if (kept?.from === from) return kept.text;
    const text = JSON.stringify(documentOf(kinds));
    this.#documents.set(key, { from, text });
    return text;
  }
}

const documentKey = (kind: Kind): string =>
  kind.group === '' ? `api/${kind.version}` : `apis/${apiVersionOf(kind)}`;

const fingerprints = new WeakMap<Kind, string>();

/** Kinds are replaced, never changed, so each is digested once. */
function fingerprint(kinds: readonly Kind[]): string {
  const parts = kinds.map((kind) => {
    const kept = fingerprints.get(kind);
    if (kept !== undefined) return kept;
    const digest = createHash('sha256').update(JSON.stringify(kind.openApi)).digest('hex');
    fingerprints.set(kind, digest);
    return digest;
  });
  return createHash('sha256').update(parts.join()).digest('hex').slice(0, 32).toUpperCase();
}

function documentOf(kinds: readonly Kind[]): JsonObject {
  const schemas = kinds.flatMap((kind): [string, JsonObject][] => [
    [schemaName(kind), { ...kind.openApi, ...gvk(kind, kind.kind, true) }],
    [`${schemaName(kind)}List`, listSchema(kind)],
  ]);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'test' },
    paths: Object.fromEntries(kinds.flatMap(pathsOf)),
    components: { schemas: Object.fromEntries(schemas) },
  };
}

/** `com.coreos.monitoring.v1.PrometheusRule`. */
const schemaName = ({ group, version, kind }: Kind): string =>
  [
    ...(group === '' ? ['io', 'k8s', 'api', 'core'] : group.split('.').reverse()),
    version,
    kind,
  ].join('.');

function gvk({ group, version }: Kind, kind: string, asList = false): JsonObject {
  const value = { group, kind, version };
  return { 'x-kubernetes-group-version-kind': asList ? [value] : value };
}

function listSchema(kind: Kind): JsonObject {
  const items = { $ref: `#/components/schemas/${schemaName(kind)}` };
  return {
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      items: { type: 'array', items },
    },
    ...gvk(kind, kind.listKind, true),
  };
}

function pathsOf(kind: Kind): [string, JsonObject][] {
  const base = `/${documentKey(kind)}`;
  const scope = kind.namespaced ? '/namespaces/{namespace}' : '';
  const operation = (action: string, names: readonly string[]): JsonObject => ({
    'x-kubernetes-action': action,
    ...gvk(kind, kind.kind),
    parameters: names.map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
    responses: { 200: { description: 'OK' } },
  });
  const writing = ['dryRun', 'fieldManager', 'fieldValidation'];
  const item = {
    get: operation('get', ['pretty']),
    put: operation('put', writing),
    patch: operation('patch', [...writing, 'force']),
    delete: operation('delete', ['dryRun', 'propagationPolicy']),
  };
  const collection = {
    get: operation('list', ['labelSelector', 'fieldSelector', 'limit', 'continue', 'watch']),
    post: operation('post', writing),
  };
  const everywhere: [string, JsonObject][] = kind.namespaced
    ? [[`${base}/${kind.plural}`, { get: objectIn(collection.get) }]]
    : [];
  return [
    [`${base}${scope}/${kind.plural}`, collection],
    [`${base}${scope}/${kind.plural}/{name}`, item],
    ...everywhere,
  ];
}
