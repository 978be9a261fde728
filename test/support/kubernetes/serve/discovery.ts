import type { JsonObject } from '../model/json.ts';
import { apiVersionOf, type Kind } from '../model/kind.ts';
import type { KindRegistry } from '../store/kind-registry.ts';
import { type Answer, answer } from './answer.ts';

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const statusVerbs = ['get', 'patch', 'update'];

/** What the server says it is. `kubectl` compares it with its own version. */
export interface ServerVersion {
  readonly major: string;
  readonly minor: string;
  readonly gitVersion: string;
}

/**
 * Answers `/version`, `/api`, `/apis` and what is below them without objects: aggregated
 * (apidiscovery.k8s.io/v2) when the client takes it, else the legacy lists.
 * @returns null for any other path
 */
export function discover(
  path: string,
  accept: string,
  kinds: KindRegistry,
  version: ServerVersion,
): Answer | null {
  if (path === '/version') return answer({ ...version, platform: 'linux/amd64' });
  if (['/livez', '/readyz', '/healthz'].includes(path)) {
    return { status: 200, body: 'ok', contentType: 'text/plain; charset=utf-8' };
  }
  const [root, ...rest] = path.split('/').slice(1);
  if (root !== 'api' && root !== 'apis') return null;
  const aggregated = aggregatedType(accept);
  if (rest.length === 0 && aggregated !== null) {
    return {
      status: 200,
      body: aggregate(kinds, root, aggregated),
      contentType: `application/json;g=apidiscovery.k8s.io;v=${aggregated};as=APIGroupDiscoveryList`,
    };
  }
  return legacy(root, rest, kinds);
}

const aggregatedType = (accept: string): string | null =>
  /g=apidiscovery\.k8s\.io;v=(v2beta1|v2);as=APIGroupDiscoveryList/.exec(accept)?.[1] ?? null;

function aggregate(kinds: KindRegistry, root: string, version: string): JsonObject {
  const groups = [...kinds.groups()].filter(([group]) => (group === '') === (root === 'api'));
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(([group, versions]) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versions.map((one) => ({
        version: one,
        freshness: 'Current',
        resources: kindsOf(kinds, group, one).map(aggregatedResource),
      })),
    })),
  };
}

const kindsOf = (kinds: KindRegistry, group: string, version: string): readonly Kind[] =>
  kinds.all().filter((kind) => kind.group === group && kind.version === version);

const responseKind = ({ group, version, kind }: Kind): JsonObject => ({ group, version, kind });

function aggregatedResource(kind: Kind): JsonObject {
  const status = { subresource: 'status', responseKind: responseKind(kind), verbs: statusVerbs };
  return {
    resource: kind.plural,
    responseKind: responseKind(kind),
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs,
    ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
    ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
    ...(kind.hasStatus ? { subresources: [status] } : {}),
  };
}

function legacy(root: 'api' | 'apis', rest: readonly string[], kinds: KindRegistry): Answer | null {
  const groups = kinds.groups();
  if (root === 'api') {
    if (rest.length === 0) return answer({ kind: 'APIVersions', versions: groups.get('') ?? [] });
    return resourceList(kinds, '', rest);
  }
  const [group = '', ...version] = rest;
  if (group === '') {
    const named = [...groups].filter(([name]) => name !== '');
    return answer({ kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(groupOf) });
  }
  const versions = groups.get(group);
  if (versions === undefined) return null;
  if (version.length > 0) return resourceList(kinds, group, version);
  return answer({ kind: 'APIGroup', apiVersion: 'v1', ...groupOf([group, versions]) });
}

function groupOf([name, versions]: readonly [string, readonly string[]]): JsonObject {
  const all = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  const [preferredVersion = {}] = all;
  return { name, versions: all, preferredVersion };
}

function resourceList(
  kinds: KindRegistry,
  group: string,
  [version = '', ...more]: readonly string[],
): Answer | null {
  const found = kindsOf(kinds, group, version);
  const [first] = found;
  if (first === undefined || more.length > 0) return null;
  return answer({
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf(first),
    resources: found.flatMap(legacyResources),
  });
}

function legacyResources(kind: Kind): readonly JsonObject[] {
  const { plural, singular, namespaced, shortNames, categories } = kind;
  const common = { namespaced, kind: kind.kind };
  const status = { ...common, name: `${plural}/status`, singularName: '', verbs: statusVerbs };
  return [
    { ...common, name: plural, singularName: singular, verbs, shortNames, categories },
    ...(kind.hasStatus ? [status] : []),
  ];
}
