import type { Clock } from '../../clock/clock.ts';
import { BoundedMap } from '../../model/bounded-map.ts';
import type { KubernetesClient } from '../kubernetes-client.ts';
import { isJsonObject, type JsonObject, listIn, objectIn, textIn } from '../objects/json-object.ts';
import { done, type Outcome } from '../objects/kubernetes-failure.ts';
import { apiVersionOf, type ResourceKind } from '../objects/resource-kind.ts';
import type { ObjectSchema } from './object-schema.ts';

/** What the kinds of a cluster look like, by its own OpenAPI v3. */
export interface SchemaSource {
  /**
   * The index of the documents is read once a minute, a document when its hash is another. A cluster
   * before 1.27 has none: `not_served`.
   */
  schemaOf(kind: ResourceKind): Promise<Outcome<ObjectSchema>>;
}

const INDEX_KEPT_MS = 60_000;
const MAX_DOCUMENTS = 16;
const ROOT = '/openapi/v3';

export function createSchemaSource(client: KubernetesClient, clock: Clock): SchemaSource {
  return new CachedSchemas(client, clock);
}

interface Document {
  /** With the hash. */
  readonly url: string;
  readonly definitions: Promise<Outcome<JsonObject>>;
}

class CachedSchemas implements SchemaSource {
  readonly #client: KubernetesClient;
  readonly #clock: Clock;
  #index: { readonly atMs: number; readonly paths: Promise<Outcome<JsonObject>> } | undefined;
  readonly #documents = new BoundedMap<string, Document>(MAX_DOCUMENTS);

  constructor(client: KubernetesClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  async schemaOf(kind: ResourceKind): Promise<Outcome<ObjectSchema>> {
    const paths = await this.#paths();
    if (paths.kind !== 'done') {
      this.#index = undefined;
      return paths;
    }
    const key = `${kind.group === '' ? 'api' : 'apis'}/${apiVersionOf(kind)}`;
    const url = textIn(objectIn(paths.value, key), 'serverRelativeURL');
    if (!url.startsWith(`${ROOT}/${key}`)) {
      this.#index = undefined;
      return {
        kind: 'not_served',
        message: `the cluster has no OpenAPI document of ${apiVersionOf(kind)}`,
      };
    }
    const definitions = await this.#document(key, url);
    if (definitions.kind !== 'done') {
      this.#documents.delete(key);
      return definitions;
    }
    return schemaIn(definitions.value, kind);
  }

  #paths(): Promise<Outcome<JsonObject>> {
    const nowMs = this.#clock.monotonicMs();
    if (!this.#index || nowMs - this.#index.atMs >= INDEX_KEPT_MS) {
      this.#index = { atMs: nowMs, paths: this.#readMember(ROOT, 'paths') };
    }
    return this.#index.paths;
  }

  #document(key: string, url: string): Promise<Outcome<JsonObject>> {
    const known = this.#documents.get(key);
    if (known?.url === url) return known.definitions;
    const definitions = this.#readDefinitions(url);
    this.#documents.set(key, { url, definitions });
    return definitions;
  }

  async #readDefinitions(url: string): Promise<Outcome<JsonObject>> {
    const components = await this.#readMember(url, 'components');
    return components.kind === 'done' ? done(objectIn(components.value, 'schemas')) : components;
  }

  async #readMember(path: string, member: string): Promise<Outcome<JsonObject>> {
    const answer = await this.#client.read(path);
    return answer.kind === 'done' ? done(objectIn(answer.value, member)) : answer;
  }
}

function schemaIn(
  definitions: JsonObject,
  { group, version, kind }: ResourceKind,
): Outcome<ObjectSchema> {
  for (const schema of Object.values(definitions)) {
    const isMeant = listIn(schema, 'x-kubernetes-group-version-kind').some(
      (one) =>
        textIn(one, 'group') === group &&
        textIn(one, 'version') === version &&
        textIn(one, 'kind') === kind,
    );
    if (isMeant && isJsonObject(schema)) return done({ root: schema, definitions });
  }
  const apiVersion = apiVersionOf({ group, version });
  return { kind: 'not_served', message: `the cluster has no schema of ${kind} in ${apiVersion}` };
}
