import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import { isJsonObject } from '../../../platform/kubernetes/objects/json-object.ts';
import type { OfKind } from '../log-spec.ts';
import { destinationsOf } from '../outputs/destinations-of.ts';
import type { OutputFields } from '../outputs/output-fields.ts';
import { secretsOf } from '../outputs/secret-fields.ts';

/** Port: seals text for storage, bound to a context (`SecretBox` of the platform). */
export interface Sealer {
  seal(secret: string, context: string): string;
  /** @throws AppError `internal` when it was sealed for another context or with a lost key. */
  open(envelope: string, context: string): string;
}

type Sealed = Pick<OfKind<'output'>, 'owner' | 'id' | 'sealedSecrets'>;

export type KeptSecrets =
  | { readonly kind: 'secrets'; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: 'refused'; readonly findings: readonly ErrorDetail[] };

const contextOf = (owner: string, id: string): string => `${owner}/log-output/${id}`;

/** Entered secrets of an output by JSON pointer. @throws AppError `internal`, see `Sealer.open` */
export function openOutputSecrets(sealer: Sealer, output: Sealed): ReadonlyMap<string, string> {
  if (output.sealedSecrets === '') return new Map();
  const text = sealer.open(output.sealedSecrets, contextOf(output.owner, output.id));
  const values: unknown = JSON.parse(text);
  const pairs = isJsonObject(values) ? Object.entries(values) : [];
  return new Map(
    pairs.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

export function sealOutputSecrets(
  sealer: Sealer,
  owner: string,
  id: string,
  values: ReadonlyMap<string, string>,
): string {
  if (values.size === 0) return '';
  return sealer.seal(JSON.stringify(Object.fromEntries(values)), contextOf(owner, id));
}

/**
 * The secrets that an output has after a change: entered ones, and those kept from before. What was
 * entered for one destination is not sent to another: then it has to be entered again.
 * @param before null for a new output
 */
export function keepSecrets(
  next: OutputFields,
  before: { readonly fields: OutputFields; readonly values: ReadonlyMap<string, string> } | null,
): KeptSecrets {
  const isSamePlace = before !== null && targetsOf(before.fields) === targetsOf(next);
  const values = new Map<string, string>();
  const findings: ErrorDetail[] = [];
  for (const { pointer, field } of secretsOf(next.settings)) {
    if ('value' in field) values.set(pointer, field.value);
    if (!('stored' in field)) continue;
    const kept = isSamePlace ? before.values.get(pointer) : undefined;
    const path = `/spec/${next.type}${pointer}`;
    if (kept !== undefined) values.set(pointer, kept);
    else if (before?.values.has(pointer)) {
      findings.push({ path, message: 'was entered for another destination; enter it again' });
    } else findings.push({ path, message: 'nothing is stored here yet; enter a value' });
  }
  return findings.length > 0 ? { kind: 'refused', findings } : { kind: 'secrets', values };
}

/** How it connects is part of where: what was sent over TLS is not sent in clear. */
const WAYS_TO_CONNECT = [
  'url',
  'endpoint',
  's3_endpoint',
  'scheme',
  'transport',
  'insecure',
  'insecure_tls',
  'ssl_verify',
  'sasl_over_ssl',
  'tls_verify_hostname',
  'ssl_verify_hostname',
] as const;

function targetsOf(fields: OutputFields): string {
  const settings: Readonly<Record<string, unknown>> = fields.settings;
  const how = WAYS_TO_CONNECT.map((name) => settings[name]);
  return JSON.stringify([fields.type, destinationsOf(fields), how]);
}
