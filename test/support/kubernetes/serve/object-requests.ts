import { assertNever } from '../../../../platform/model/assert-never.ts';
import { invalid, methodNotAllowed, notFound, unsupportedMedia } from '../model/failures.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { type Kind, resourceName } from '../model/kind.ts';
import {
  finalizersOf,
  isTerminating,
  nameOf,
  namespaceOf,
  ownersOf,
  uidOf,
} from '../model/metadata.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { applyStrategicMerge } from '../patch/strategic-merge.ts';
import { type Cluster, inVersion } from '../store/cluster.ts';
import type { Place } from '../write/addressed-object.ts';
import { ObjectRemover, readDeleteOptions } from '../write/object-remover.ts';
import { ObjectWriter, type Written } from '../write/object-writer.ts';
import type { WriteRequest } from '../write/write-request.ts';
import type { Answer } from './answer.ts';
import type { ApiRequest, RawRequest } from './api-request.ts';
import { listBody, listObjects } from './list-objects.ts';
import { parseBody } from './read-body.ts';
import { partialMetadata, tableOf, wantsMetadata, wantsTable } from './table.ts';

const applyPatchTypes = ['application/apply-patch+yaml', 'application/apply-patch+cbor'];
const jsonPatchType = 'application/json-patch+json';
const mergePatchType = 'application/merge-patch+json';
const strategicType = 'application/strategic-merge-patch+json';

/** What a request for objects needs beyond itself. */
export interface ObjectCall {
  readonly raw: RawRequest;
  /** A read answers as of so many revisions ago. */
  readonly staleBy: number;
  /** Asked when an apply would create: @throws ApiFailure 403 */
  readonly mayCreate: () => void;
}

/** Answers requests for objects; watches are apart. */
export class ObjectRequests {
  readonly #cluster: Cluster;
  readonly #writer: ObjectWriter;
  readonly #remover: ObjectRemover;
  /** Told of what was created or changed, and of what is gone. */
  readonly #onChange: (kind: Kind, object: JsonObject, isGone: boolean) => void;

  constructor(
    cluster: Cluster,
    onChange: (kind: Kind, object: JsonObject, isGone: boolean) => void,
  ) {
    this.#cluster = cluster;
    this.#writer = new ObjectWriter(cluster);
    this.#remover = new ObjectRemover(cluster);
    this.#onChange = onChange;
  }

  /** @throws ApiFailure */
  answer(request: ApiRequest, call: ObjectCall): Answer {
    switch (request.verb) {
      case 'get':
        return this.#get(request, call);
      case 'list':
        return this.#list(request, call);
      case 'create':
      case 'update':
      case 'patch':
        return this.#write(request, call);
      case 'delete':
        return this.#delete(request, call);
      case 'deletecollection':
        return this.#deleteCollection(request, call);
      case 'watch':
        throw methodNotAllowed(request.kind, 'watch');
      default:
        return assertNever(request.verb);
    }
  }

  #get(request: ApiRequest, { raw, staleBy }: ObjectCall): Answer {
    const { kind, namespace, name } = request;
    const object =
      staleBy === 0 ? this.#cluster.read(kind, namespace, name) : this.#past(request, staleBy);
    if (object === undefined) throw notFound(kind, name);
    return this.#shown(request, raw, object, 200);
  }

  #past({ kind, namespace, name }: ApiRequest, staleBy: number): JsonObject | undefined {
    const { store } = this.#cluster;
    const revision = Math.max(store.revision - staleBy, store.compactedTo);
    const then = store.listAt(resourceName(kind), kind.namespaced ? namespace : null, revision);
    const object = then.find((one) => nameOf(one) === name);
    return object === undefined ? undefined : inVersion(object, kind);
  }

  #list(request: ApiRequest, { raw, staleBy }: ObjectCall): Answer {
    const listed = listObjects(this.#cluster, request, staleBy);
    const accept = raw.headers.accept ?? '';
    if (wantsTable(accept)) return this.#table(request, listed.objects, listed.metadata);
    if (!wantsMetadata(accept)) return { status: 200, body: listBody(request, listed) };
    const items = listed.objects.map(partialMetadata);
    const kind = 'PartialObjectMetadataList';
    const body = { kind, apiVersion: 'meta.k8s.io/v1', metadata: listed.metadata, items };
    return { status: 200, body };
  }

  #shown(request: ApiRequest, raw: RawRequest, object: JsonObject, status: number): Answer {
    const accept = raw.headers.accept ?? '';
    if (wantsTable(accept)) return this.#table(request, [object], {});
    return { status, body: wantsMetadata(accept) ? partialMetadata(object) : object };
  }

  #table(request: ApiRequest, objects: readonly JsonObject[], metadata: JsonObject): Answer {
    const includeObject = request.query.get('includeObject') ?? '';
    const nowMs = this.#cluster.clock.nowMs();
    const options = { metadata, includeObject, nowMs, withHeaders: true };
    return { status: 200, body: tableOf(request.kind, objects, options) };
  }

  #write(request: ApiRequest, call: ObjectCall): Answer {
    const warnings: string[] = [];
    const write = writeRequest(request, call.raw, (message) => warnings.push(message));
    const written = this.#written(request, call, write);
    if (!write.dryRun) this.#follow(request.kind, written.object);
    const answered = this.#shown(request, call.raw, written.object, written.isNew ? 201 : 200);
    return { ...answered, warnings };
  }

  #written(request: ApiRequest, call: ObjectCall, write: WriteRequest): Written {
    const { raw } = call;
    const contentType = (raw.headers['content-type'] ?? 'application/json').split(';')[0] ?? '';
    const place: Place = request;
    if (request.verb !== 'patch') {
      if (!/json|yaml/.test(contentType))
        throw unsupportedMedia(['application/json', 'application/yaml']);
      const body = parseBody(raw.body, contentType);
      if (request.verb === 'update') return this.#writer.update(place, body, write);
      return this.#writer.create({ ...place, name: '' }, body, write);
    }
    if (applyPatchTypes.includes(contentType)) {
      if (!request.query.has('fieldManager')) throw managerRequired();
      if (this.#cluster.read(place.kind, place.namespace, place.name) === undefined)
        call.mayCreate();
      const force = request.query.get('force') === 'true';
      return this.#writer.apply(place, parseBody(raw.body, 'yaml'), write, force);
    }
    const change = patcher(place.kind, contentType, parseBody(raw.body, 'json'));
    return this.#writer.patch(place, change, write);
  }

  /** What a write sets off: kinds that a CRD brings, and what has lost its owner. */
  #follow(kind: Kind, object: JsonObject): void {
    this.#onChange(kind, object, false);
    if (ownersOf(object).length > 0 || isTerminating(object)) this.#remover.collectGarbage();
  }

  #delete(request: ApiRequest, { raw }: ObjectCall): Answer {
    const { kind, name } = request;
    const options = readDeleteOptions(parseBody(raw.body, 'json'), request.query);
    const { object, isGone } = this.#remover.remove(request, options);
    if (isGone && !options.dryRun) this.#onChange(kind, object, true);
    if (!isGone || finalizersOf(object).length > 0) return { status: 200, body: object };
    const group = kind.group === '' ? {} : { group: kind.group };
    const details = { name, ...group, kind: kind.plural, uid: uidOf(object) };
    const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
    return { status: 200, body: status };
  }

  #deleteCollection(request: ApiRequest, { raw }: ObjectCall): Answer {
    const options = readDeleteOptions(parseBody(raw.body, 'json'), request.query);
    const listed = listObjects(this.#cluster, request, 0);
    for (const object of listed.objects) {
      const place = { kind: request.kind, namespace: namespaceOf(object), name: nameOf(object) };
      const removed = this.#remover.remove(place, options);
      if (removed.isGone && !options.dryRun) this.#onChange(request.kind, object, true);
    }
    return { status: 200, body: listBody(request, listed) };
  }
}

function writeRequest(
  { query, subresource }: ApiRequest,
  { headers }: RawRequest,
  warn: (message: string) => void,
): WriteRequest {
  const agent = (headers['user-agent'] ?? '').split('/')[0] ?? '';
  const validation = query.get('fieldValidation');
  return {
    subresource,
    warn,
    manager: query.get('fieldManager') || agent || 'unknown',
    dryRun: query.get('dryRun') === 'All',
    fieldValidation: validation === 'Strict' || validation === 'Ignore' ? validation : 'Warn',
  };
}

const managerRequired = () =>
  invalid({ group: 'meta.k8s.io', plural: 'patchoptions', kind: 'PatchOptions' }, '', [
    {
      reason: 'FieldValueRequired',
      message: 'Required value: is required for apply patch',
      field: 'fieldManager',
    },
  ]);

function patcher(kind: Kind, contentType: string, patch: Json): (live: JsonObject) => Json {
  switch (contentType) {
    case jsonPatchType:
      return (live) => applyJsonPatch(live, patch);
    case mergePatchType:
      return (live) => applyMergePatch(live, patch);
    case strategicType:
      if (kind.isBuiltIn) return (live) => applyStrategicMerge(live, patch, kind.schema);
      break;
    default:
  }
  const accepted = [jsonPatchType, mergePatchType, ...(kind.isBuiltIn ? [strategicType] : [])];
  throw unsupportedMedia([...accepted, 'application/apply-patch+yaml']);
}
