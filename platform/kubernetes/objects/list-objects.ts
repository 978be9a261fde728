import { type JsonObject, listIn, objectIn, textIn } from './json-object.ts';
import { done, type Outcome } from './kubernetes-failure.ts';
import { type KubernetesObject, readObject } from './kubernetes-object.ts';
import { apiVersionOf, pathOf, type ResourceKind, resourceNameOf } from './resource-kind.ts';

/** Which objects of a kind are meant. */
export interface ObjectSelection {
  /** All when absent. */
  readonly namespace?: string;
  /** `app.kubernetes.io/managed-by=tocsin,tier!=test`. */
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ListOptions extends ObjectSelection {
  /** Objects fetched at once; 100. */
  readonly chunk?: number;
  /** More are `too_large`, so that memory has a bound; 20,000. */
  readonly maxObjects?: number;
  /** What is kept of each object, e.g. without its managedFields; all of it. */
  readonly keep?: (object: KubernetesObject) => KubernetesObject;
  readonly signal?: AbortSignal | undefined;
}

export interface ObjectList {
  readonly items: readonly KubernetesObject[];
  /** From which a watch sees everything that comes later. */
  readonly resourceVersion: string;
}

export const MAX_OBJECTS = 20_000;
const CHUNK = 100;
const MAX_RESTARTS = 2;

type ReadPage = (
  path: string,
  query: Readonly<Record<string, string>>,
) => Promise<Outcome<JsonObject>>;

/** Lists in chunks; anew when the continuation is too old (410), at most twice. */
export async function listObjects(
  readPage: ReadPage,
  kind: ResourceKind,
  options: ListOptions,
): Promise<Outcome<ObjectList>> {
  let outcome = await listOnce(readPage, kind, options);
  for (let restarts = 0; outcome.kind === 'gone' && restarts < MAX_RESTARTS; restarts++) {
    outcome = await listOnce(readPage, kind, options);
  }
  return outcome;
}

async function listOnce(
  readPage: ReadPage,
  kind: ResourceKind,
  options: ListOptions,
): Promise<Outcome<ObjectList>> {
  const { maxObjects = MAX_OBJECTS, keep = (object) => object } = options;
  const path = pathOf(
    kind,
    options.namespace === undefined ? {} : { namespace: options.namespace },
  );
  const query = { ...selectionQuery(options), limit: String(options.chunk ?? CHUNK) };
  const type = { apiVersion: apiVersionOf(kind), kind: kind.kind };
  const items: KubernetesObject[] = [];
  let next = '';
  do {
    const page = await readPage(path, next === '' ? query : { ...query, continue: next });
    if (page.kind !== 'done') return page;
    for (const item of listIn(page.value, 'items')) {
      const object = readObject(item, type);
      if (object) items.push(keep(object));
    }
    if (items.length > maxObjects) {
      const message = `there are more than ${maxObjects} ${resourceNameOf(kind)}`;
      return { kind: 'too_large', message };
    }
    const metadata = objectIn(page.value, 'metadata');
    next = textIn(metadata, 'continue');
    if (next === '') return done({ items, resourceVersion: textIn(metadata, 'resourceVersion') });
  } while (options.signal?.aborted !== true);
  return { kind: 'aborted', message: 'given up between two chunks of a list' };
}

/** The selection as query parameters of a list or watch. */
export function selectionQuery(selection: ObjectSelection): Readonly<Record<string, string>> {
  const { labelSelector, fieldSelector } = selection;
  return {
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
}
