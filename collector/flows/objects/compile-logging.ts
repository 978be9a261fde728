import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import { type EnvironmentEntry, nodeOf } from '../../../platform/tenancy/directory.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import { isOutput, type LogSpec, type OfKind } from '../log-spec.ts';
import { deliveredFilters } from './delivered-filters.ts';
import { LOGGING_API, type LoggingPlace, objectName, TAILER_API } from './logging-place.ts';
import { namespaceOf, outputObjects } from './output-object.ts';
import type { StampOf } from './stamp-filters.ts';

/** What is needed beside the specs themselves. */
export interface LoggingSources {
  /** What was entered for an output, by JSON pointer; a text: why it cannot be read. */
  readonly secretsOf: (output: OfKind<'output'>) => ReadonlyMap<string, string> | string;
  /** Why a spec may not be delivered now, e.g. because of where it would send to; null: it may. */
  readonly refusalOf: (spec: LogSpec) => string | null;
}

/** What became of one spec. */
export type CompiledSpec =
  | { readonly kind: 'off' }
  /** Not delivered; all others are. */
  | { readonly kind: 'held'; readonly reason: string }
  /** `objects.at(-1)` is the spec's own. */
  | { readonly kind: 'objects'; readonly objects: readonly KubernetesObject[] };

/**
 * The objects of one cluster, spec by spec: what is wrong with one holds back that one and the flows
 * that need it, and nothing else.
 * @param specs whose scope lies on the cluster
 */
export function compileLogging(
  specs: readonly LogSpec[],
  place: LoggingPlace,
  sources: LoggingSources,
): ReadonlyMap<string, CompiledSpec> {
  const compiled = new Map<string, CompiledSpec>();
  const outputs = new Map<string, OfKind<'output'>>();
  for (const spec of specs) {
    if (!isOutput(spec)) continue;
    compiled.set(spec.id, compileOutput(spec, place, sources));
    outputs.set(outputKey(spec.scope, spec.name), spec);
  }
  for (const spec of specs) {
    if (spec.kind === 'flow')
      compiled.set(spec.id, compileFlow(spec, { place, sources, outputs, compiled }));
    if (spec.kind === 'tailer') compiled.set(spec.id, compileTailer(spec, place, sources));
  }
  return compiled;
}

/** Finds an output among those of a cluster by its place and name. */
function outputKey(scope: LogSpec['scope'], name: string): string {
  return `${scope.kind === 'platform' ? '' : printScopeName({ ...scope, cluster: null })}/${name}`;
}

function compileOutput(
  spec: OfKind<'output'>,
  place: LoggingPlace,
  { secretsOf, refusalOf }: LoggingSources,
): CompiledSpec {
  const of = begin(spec, place, refusalOf);
  if (of.kind === 'off' || of.kind === 'held') return of;
  const secrets = secretsOf(spec);
  if (typeof secrets === 'string') return { kind: 'held', reason: secrets };
  return outputObjects({ ...spec, secrets }, of, place);
}

interface FlowMates {
  readonly place: LoggingPlace;
  readonly sources: LoggingSources;
  readonly outputs: ReadonlyMap<string, OfKind<'output'>>;
  readonly compiled: ReadonlyMap<string, CompiledSpec>;
}

function compileFlow(spec: OfKind<'flow'>, mates: FlowMates): CompiledSpec {
  const { place, sources } = mates;
  const of = begin(spec, place, sources.refusalOf);
  if (of.kind === 'off' || of.kind === 'held') return of;
  const missing = missingOutput(spec, mates);
  if (missing !== null) return { kind: 'held', reason: missing };
  const { match, filters, localOutputRefs, globalOutputRefs } = spec.fields;
  const refs = (names: readonly string[]) => names.map(objectName);
  const object: KubernetesObject = {
    apiVersion: LOGGING_API,
    kind: of.kind === 'cluster' ? 'ClusterFlow' : 'Flow',
    metadata: { name: objectName(spec.name), namespace: namespaceOf(of, place) },
    spec: {
      ...(place.loggingRef === '' ? {} : { loggingRef: place.loggingRef }),
      ...(match.length === 0 ? {} : { match }),
      filters: deliveredFilters(filters, { stampOf: of, specId: spec.id }),
      ...(localOutputRefs.length === 0 ? {} : { localOutputRefs: refs(localOutputRefs) }),
      ...(globalOutputRefs.length === 0 ? {} : { globalOutputRefs: refs(globalOutputRefs) }),
    },
  };
  return { kind: 'objects', objects: [object] };
}

/** Why the flow has nowhere to send to; null when all of its outputs are delivered. */
function missingOutput(
  { scope, fields }: OfKind<'flow'>,
  { outputs, compiled }: FlowMates,
): string | null {
  const named = [
    ...fields.localOutputRefs.map((name) => ({ name, key: outputKey(scope, name), isLocal: true })),
    ...fields.globalOutputRefs.map((name) => ({ name, key: `/${name}`, isLocal: false })),
  ];
  for (const { name, key, isLocal } of named) {
    const output = outputs.get(key);
    const isUsable = output && (isLocal || scope.kind === 'platform' || output.fields.shared);
    const state = isUsable ? compiled.get(output.id) : undefined;
    if (state === undefined) return `there is no output ${name} that it may use`;
    if (state.kind === 'off') return `its output ${name} is switched off`;
    if (state.kind === 'held') {
      // Tenants are not told what is wrong with an output of the platform.
      const isTold = isLocal || scope.kind === 'platform';
      return `its output ${name} is held back${isTold ? `: ${state.reason}` : ''}`;
    }
  }
  return null;
}

function compileTailer(
  spec: OfKind<'tailer'>,
  place: LoggingPlace,
  { refusalOf }: LoggingSources,
): CompiledSpec {
  const of = begin(spec, place, refusalOf);
  if (of.kind === 'off' || of.kind === 'held') return of;
  const object: KubernetesObject = {
    apiVersion: TAILER_API,
    kind: 'HostTailer',
    metadata: { name: objectName(spec.name), namespace: place.controlNamespace },
    spec: { fileTailers: spec.fields.files.map(({ name, path }) => ({ name, path })) },
  };
  return { kind: 'objects', objects: [object] };
}

function begin(
  spec: LogSpec,
  place: LoggingPlace,
  refusalOf: LoggingSources['refusalOf'],
): StampOf | Exclude<CompiledSpec, { kind: 'objects' }> {
  if (!spec.enabled) return { kind: 'off' };
  const of = stampOf(spec, place);
  if (of === null) return { kind: 'held', reason: 'its environment is no longer on the cluster' };
  const refusal = refusalOf(spec);
  return refusal === null ? of : { kind: 'held', reason: refusal };
}

function stampOf({ scope }: LogSpec, { cluster, environments }: LoggingPlace): StampOf | null {
  switch (scope.kind) {
    case 'platform':
      return { kind: 'cluster', cluster, environments };
    case 'node': {
      const environment = environments.find((one) => isAt(one, scope.node));
      return environment === undefined ? null : { kind: 'environment', environment };
    }
    default:
      return assertNever(scope);
  }
}

function isAt(environment: EnvironmentEntry, node: ReturnType<typeof nodeOf>): boolean {
  const own = nodeOf(environment);
  return (
    own.tenant === node.tenant &&
    own.project === node.project &&
    own.environment === node.environment
  );
}
