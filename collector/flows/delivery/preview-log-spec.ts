import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import { printYaml } from '../documents.ts';
import type { LogSpec, LogSpecContent } from '../log-spec.ts';
import { compileLogging } from '../objects/compile-logging.ts';
import type { LoggingPlace } from '../objects/logging-place.ts';
import { secretsOf } from '../outputs/secret-fields.ts';
import { clusterOf } from './specs-of-cluster.ts';

export interface PreviewSources {
  readonly specs: { all(): readonly LogSpec[] };
  readonly refusal: (spec: LogSpec) => Promise<string | null>;
  readonly placeOf: (cluster: string) => LoggingPlace | undefined;
  readonly directory: () => Directory;
}

export interface LogSpecPreview {
  /** Objects as YAML; entered secrets are left out. */
  readonly delivered: readonly string[];
  /** Why it would be held back; null: it would not. */
  readonly held: string | null;
}

const PREVIEW_ID = 'preview';
const HIDDEN = Buffer.from('not shown', 'utf8').toString('base64');

/** What a content would become beside all that is there already. */
export async function previewLogSpec(
  owner: string,
  content: LogSpecContent,
  { specs, refusal, placeOf, directory }: PreviewSources,
): Promise<LogSpecPreview> {
  const times = { createdAtMs: 0, updatedAtMs: 0, updatedBy: '' };
  const draft: LogSpec = {
    ...{ ...content, enabled: true },
    ...{ id: PREVIEW_ID, owner, sealedSecrets: '', revision: 1, ...times },
  };
  const cluster = clusterOf(draft, directory());
  const place = cluster === null ? undefined : placeOf(cluster);
  if (place === undefined) return { delivered: [], held: 'there is no such cluster' };
  const others = specs
    .all()
    .filter((spec) => clusterOf(spec, directory()) === cluster && !isSamePlace(spec, draft));
  const refused = await refusal(draft);
  const compiled = compileLogging([...others, draft], place, {
    secretsOf: ({ fields }) =>
      new Map(secretsOf(fields.settings).map(({ pointer }) => [pointer, '-'])),
    refusalOf: ({ id }) => (id === PREVIEW_ID ? refused : null),
  }).get(PREVIEW_ID);
  if (compiled?.kind !== 'objects') {
    return { delivered: [], held: compiled?.kind === 'held' ? compiled.reason : null };
  }
  return {
    delivered: compiled.objects.map((object) => printYaml(withoutValues(object))),
    held: null,
  };
}

/** The one that the draft would replace. */
function isSamePlace(spec: LogSpec, draft: LogSpec): boolean {
  return (
    spec.kind === draft.kind &&
    spec.name === draft.name &&
    printScopeName(spec.scope) === printScopeName(draft.scope)
  );
}

function withoutValues(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'Secret') return object;
  const names = Object.keys(
    typeof object.data === 'object' && object.data !== null ? object.data : {},
  );
  return { ...object, data: Object.fromEntries(names.map((name) => [name, HIDDEN])) };
}
