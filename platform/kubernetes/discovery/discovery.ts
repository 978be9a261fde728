import type { Clock } from '../../clock/clock.ts';
import { BoundedMap } from '../../model/bounded-map.ts';
import type { KubernetesClient } from '../kubernetes-client.ts';
import { isJsonObject, type JsonObject, listIn, objectIn, textIn } from '../objects/json-object.ts';
import { done, type Outcome } from '../objects/kubernetes-failure.ts';
import { apiVersionOf, type ResourceKind } from '../objects/resource-kind.ts';

/** A kind by name; without a version, the one that the cluster prefers. */
export interface KindName {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly version?: string;
}

/** Which kinds a cluster serves. */
export interface Discovery {
  /**
   * What is served is remembered for ten minutes; what is not is asked for each time, and one
   * question is asked once at a time. `not_served` says which group, version or kind is missing.
   */
  find(name: KindName): Promise<Outcome<ResourceKind>>;
  /** Versions of a group, the preferred one first. */
  versions(group: string): Promise<Outcome<readonly string[]>>;
  /** To be called when a call answered `not_served`. */
  forget(group: string): void;
}

const KEPT_MS = 600_000;
const MAX_GROUPS = 64;

interface Kept {
  readonly atMs: number;
  readonly versions: Promise<Outcome<readonly string[]>>;
  readonly kinds: Map<string, Promise<Outcome<readonly ResourceKind[]>>>;
}

export function createDiscovery(client: KubernetesClient, clock: Clock): Discovery {
  return new CachedDiscovery(client, clock);
}

class CachedDiscovery implements Discovery {
  readonly #client: KubernetesClient;
  readonly #clock: Clock;
  readonly #groups = new BoundedMap<string, Kept>(MAX_GROUPS);

  constructor(client: KubernetesClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  async find({ group, kind, version }: KindName): Promise<Outcome<ResourceKind>> {
    const kept = this.#group(group);
    const versions = version === undefined ? await kept.versions : done([version]);
    if (versions.kind !== 'done') return this.#failed(group, versions);
    const [first = ''] = versions.value;
    const kinds = await this.#kinds(kept, group, first);
    if (kinds.kind !== 'done') return this.#failed(group, kinds);
    const found = kinds.value.find((one) => one.kind === kind);
    if (found) return done(found);
    const message = `the cluster has no kind ${kind} in ${apiVersionOf({ group, version: first })}`;
    return this.#failed(group, { kind: 'not_served', message });
  }

  async versions(group: string): Promise<Outcome<readonly string[]>> {
    const versions = await this.#group(group).versions;
    return versions.kind === 'done' ? versions : this.#failed(group, versions);
  }

  forget(group: string): void {
    this.#groups.delete(group);
  }

  #failed<T>(group: string, failure: T): T {
    this.forget(group);
    return failure;
  }

  #group(group: string): Kept {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#groups.get(group);
    if (known && nowMs - known.atMs < KEPT_MS) return known;
    const kept = { atMs: nowMs, versions: this.#readVersions(group), kinds: new Map() };
    this.#groups.set(group, kept);
    return kept;
  }

  #kinds(kept: Kept, group: string, version: string): Promise<Outcome<readonly ResourceKind[]>> {
    const known = kept.kinds.get(version);
    if (known !== undefined) return known;
    const asked = this.#readKinds(group, version);
    kept.kinds.set(version, asked);
    return asked;
  }

  async #readVersions(group: string): Promise<Outcome<readonly string[]>> {
    const path = group === '' ? '/api' : `/apis/${encodeURIComponent(group)}`;
    const answer = await this.#client.read(path);
    if (answer.kind === 'not_served' || answer.kind === 'not_found') return missing(group);
    if (answer.kind !== 'done') return answer;
    const versions = group === '' ? coreVersions(answer.value) : groupVersions(answer.value);
    return versions.length > 0 ? done(versions) : missing(group);
  }

  async #readKinds(group: string, version: string): Promise<Outcome<readonly ResourceKind[]>> {
    const root = group === '' ? '/api' : `/apis/${encodeURIComponent(group)}`;
    const answer = await this.#client.read(`${root}/${encodeURIComponent(version)}`);
    if (answer.kind === 'not_served' || answer.kind === 'not_found') {
      return missing(apiVersionOf({ group, version }));
    }
    if (answer.kind !== 'done') return answer;
    return done(
      listIn(answer.value, 'resources')
        .filter(isJsonObject)
        .filter((resource) => !textIn(resource, 'name').includes('/'))
        .map((resource) => kindOf(resource, group, version)),
    );
  }
}

const missing = (what: string): Outcome<never> => ({
  kind: 'not_served',
  message: `the cluster does not serve ${what === '' ? 'the core group' : what}`,
});

const coreVersions = (answer: JsonObject): readonly string[] =>
  listIn(answer, 'versions').filter((one) => typeof one === 'string');

function groupVersions(answer: JsonObject): readonly string[] {
  const preferred = textIn(objectIn(answer, 'preferredVersion'), 'version');
  const all = listIn(answer, 'versions').map((one) => textIn(one, 'version'));
  return [...new Set([preferred, ...all])].filter((version) => version !== '');
}

const kindOf = (resource: JsonObject, group: string, version: string): ResourceKind => ({
  group,
  version,
  kind: textIn(resource, 'kind'),
  plural: textIn(resource, 'name'),
  isNamespaced: resource.namespaced === true,
});
