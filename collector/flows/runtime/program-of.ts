import { nodeOf } from '../../../platform/tenancy/directory.ts';
import { printNodePath, printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { LogSpec, OfKind } from '../log-spec.ts';
import { isFlow, isOutput } from '../log-spec.ts';
import { compileLogging, type LoggingSources } from '../objects/compile-logging.ts';
import type { LoggingPlace } from '../objects/logging-place.ts';
import type { RuntimeFlow, RuntimeOutput, RuntimePlace } from './flow-program.ts';

/** A cluster whose store is embedded, with where the lines of each environment lie. */
export interface EmbeddedPlaces {
  readonly place: LoggingPlace;
  /** By `tenant.project.environment`. */
  readonly places: ReadonlyMap<string, RuntimePlace>;
  readonly specs: readonly LogSpec[];
}

export interface CompiledProgram {
  readonly flows: readonly RuntimeFlow[];
  readonly outputs: readonly RuntimeOutput[];
  /** Why specs are not carried out; null: they are. */
  readonly held: ReadonlyMap<string, string | null>;
}

/** What the built-in collector carries out on one cluster: what would be delivered to another kind. */
export function programOf(
  { place, places, specs }: EmbeddedPlaces,
  sources: LoggingSources,
): CompiledProgram {
  const compiled = compileLogging(specs, place, sources);
  const isOn = ({ id }: LogSpec) => compiled.get(id)?.kind === 'objects';
  const outputs = specs.filter(isOutput).filter(isOn);
  const held = new Map(
    specs.map(({ id }) => {
      const one = compiled.get(id);
      return [id, one?.kind === 'held' ? one.reason : null];
    }),
  );
  return {
    flows: specs
      .filter(isFlow)
      .filter(isOn)
      .map((flow) => runtimeFlow(flow, places, outputs)),
    outputs: outputs.map((output) => runtimeOutput(output, place, sources)),
    held,
  };
}

function runtimeFlow(
  { id, scope, fields }: OfKind<'flow'>,
  places: ReadonlyMap<string, RuntimePlace>,
  outputs: readonly OfKind<'output'>[],
): RuntimeFlow {
  const own = scope.kind === 'platform' ? undefined : places.get(printNodePath(scope.node));
  const named = outputs.filter((output) => {
    if (output.scope.kind === 'platform') return fields.globalOutputRefs.includes(output.name);
    const isSame = printScopeName(output.scope) === printScopeName(scope);
    return isSame && fields.localOutputRefs.includes(output.name);
  });
  return {
    id,
    places: scope.kind === 'platform' ? [...places.values()] : own === undefined ? [] : [own],
    match: fields.match,
    filters: fields.filters,
    outputs: named.map((output) => output.id),
  };
}

function runtimeOutput(
  output: OfKind<'output'>,
  { tenancyLabels }: LoggingPlace,
  { secretsOf }: LoggingSources,
): RuntimeOutput {
  const secrets = secretsOf(output);
  return {
    id: output.id,
    revision: output.revision,
    owner: output.owner,
    isPlatform: output.scope.kind === 'platform',
    fields: output.fields,
    secrets: typeof secrets === 'string' ? new Map() : secrets,
    tenancyLabels,
  };
}

/** The key of an environment in `places`. */
export function placeKey(environment: Parameters<typeof nodeOf>[0]): string {
  return printNodePath(nodeOf(environment));
}
