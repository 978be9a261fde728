import { stringify } from 'yaml';
import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { isJsonObject, textIn } from '../../platform/kubernetes/objects/json-object.ts';
import { readOneYaml } from '../../platform/schema/one-yaml.ts';
import { flowSpec } from './check-flow.ts';
import type { LogSpecContent, LogSpecKind } from './log-spec.ts';
import { LOGGING_API, TAILER_API } from './objects/logging-place.ts';
import { outputSpec } from './outputs/check-output.ts';
import { MOUNTED_SECRETS } from './outputs/output-fields.ts';
import { replaceSecrets } from './outputs/secret-fields.ts';
import { isNestedTooDeep } from './plain-texts.ts';

/** What a document of the logging operator says. */
export type ReadDocument =
  | { readonly kind: 'read'; readonly name: string; readonly spec: unknown }
  | { readonly kind: 'refused'; readonly findings: readonly ErrorDetail[] };

/** The thread is nobody else's while a text is read. */
const MAX_TEXT = 65_536;

const KINDS: Readonly<Record<LogSpecKind, readonly [environment: string, platform: string]>> = {
  flow: ['Flow', 'ClusterFlow'],
  output: ['Output', 'ClusterOutput'],
  tailer: ['HostTailer', 'HostTailer'],
};

/** Reads one document as people write it for the logging operator. */
export function readDocument(text: string, kind: LogSpecKind, isPlatform: boolean): ReadDocument {
  if (text.length > MAX_TEXT) return refused('', `is longer than ${MAX_TEXT} characters`);
  const read = readOneYaml(text);
  if (read.kind === 'refused') return refused('', read.message);
  const { value } = read;
  if (isNestedTooDeep(value)) return refused('', 'is nested too deep');
  if (!isJsonObject(value))
    return refused('', 'expected one object with apiVersion, kind and spec');
  const wanted = KINDS[kind][isPlatform ? 1 : 0];
  const given = textIn(value, 'kind');
  if (given !== wanted) return refused('/kind', `expected ${wanted}, got ${JSON.stringify(given)}`);
  const api = kind === 'tailer' ? TAILER_API : LOGGING_API;
  if (textIn(value, 'apiVersion') !== api) return refused('/apiVersion', `expected ${api}`);
  const known = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'status']);
  const unknown = Object.keys(value).find((name) => !known.has(name));
  if (unknown !== undefined) return refused(`/${unknown}`, 'unknown key');
  const spec = kind === 'tailer' ? readTailer(value.spec) : plainSecrets(value.spec);
  return { kind: 'read', name: textIn(value.metadata, 'name'), spec };
}

/** The content as a document that `readDocument` reads back. */
export function printDocument(content: LogSpecContent): string {
  const isPlatform = content.scope.kind === 'platform';
  return printYaml({
    apiVersion: content.kind === 'tailer' ? TAILER_API : LOGGING_API,
    kind: KINDS[content.kind][isPlatform ? 1 : 0],
    metadata: { name: content.name },
    spec: documentSpec(content),
  });
}

/** What people edit of a content: the `spec` of its document, with secrets in our short form. */
export function specOf(content: LogSpecContent): Record<string, unknown> {
  switch (content.kind) {
    case 'flow':
      return flowSpec(content.fields);
    case 'output':
      return outputSpec(content.fields);
    default:
      return { ...content.fields };
  }
}

/** Both versions of YAML read it alike: words such as `yes` are quoted. */
export function printYaml(value: unknown): string {
  return stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}

function documentSpec(content: LogSpecContent): unknown {
  if (content.kind === 'tailer') return { fileTailers: content.fields.files };
  if (content.kind === 'flow') return flowSpec(content.fields);
  return replaceSecrets(outputSpec(content.fields), ({ name, field }) => {
    if (!('secretKeyRef' in field)) return field;
    return MOUNTED_SECRETS.has(name) ? { mountFrom: field } : { valueFrom: field };
  });
}

function readTailer(spec: unknown): unknown {
  if (!isJsonObject(spec)) return spec;
  const { fileTailers, ...rest } = spec;
  return { ...rest, files: fileTailers };
}

/** `valueFrom` and `mountFrom` say the same here: which of them it must be goes with the field. */
function plainSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainSecrets);
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value);
  const [only] = names;
  if (names.length === 1 && (only === 'valueFrom' || only === 'mountFrom')) return value[only];
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, plainSecrets(item)]),
  );
}

function refused(path: string, message: string): ReadDocument {
  return { kind: 'refused', findings: [{ path: `/yaml${path}`, message }] };
}
