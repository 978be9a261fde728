import { posix } from 'node:path';
import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import { type Validation, type Validator, validator } from '../../../platform/schema/validator.ts';
import { checkPlainTexts, pointerPart } from '../plain-texts.ts';
import { isProtected } from '../stamped-names.ts';
import { destinationsOf } from './destinations-of.ts';
import {
  EMBEDDED_OUTPUTS,
  type FieldsOfOutput,
  OUTPUT_FIELDS,
  OUTPUT_TYPES,
  type OutputFields,
  type OutputType,
} from './output-fields.ts';
import { replaceSecrets, SECRET_MEMBERS, secretsOf } from './secret-fields.ts';

/** What decides whether an output may stand, beside its own shape. */
export interface OutputRules {
  readonly isPlatform: boolean;
  /** The built-in collector would have to write it. */
  readonly isEmbedded: boolean;
  /** Labels by which tenants are kept apart on the cluster's store of logs. */
  readonly tenancyLabels: readonly string[];
  /** Folder that files of this owner may lie in; null: none. */
  readonly folder: string | null;
}

type Findings = readonly ErrorDetail[];

const VALIDATORS = Object.fromEntries(OUTPUT_TYPES.map((type) => [type, lazily(type)])) as Readonly<
  Record<OutputType, (given: unknown) => Validation<unknown>>
>;

/**
 * The `spec` of an Output, or for `_platform` of a ClusterOutput, with every finding at its place.
 * @param at JSON pointer of the spec
 */
export function checkOutput(
  spec: unknown,
  rules: OutputRules,
  at: string,
): Validation<OutputFields> {
  const given = typeof spec === 'object' && spec !== null ? Object.entries(spec) : [];
  const members = given.filter(([name]) => name !== 'shared');
  const shared = given.find(([name]) => name === 'shared')?.[1] ?? false;
  const [member] = members;
  if (!member || members.length !== 1) {
    return invalid([{ path: at, message: `expected exactly one of ${OUTPUT_TYPES.join(', ')}` }]);
  }
  const [name, settings] = member;
  const path = `${at}/${pointerPart(name)}`;
  const type = OUTPUT_TYPES.find((one) => one === name);
  if (type === undefined) {
    const message = `is not an output that is offered; expected ${OUTPUT_TYPES.join(', ')}`;
    return invalid([{ path, message }]);
  }
  const checked = VALIDATORS[type](settings ?? {});
  if (checked.kind === 'invalid') {
    return invalid(checked.findings.map((one) => ({ ...one, path: `${path}${one.path}` })));
  }
  const output = { type, settings: checked.value, shared: shared === true } as OutputFields;
  const findings = [
    ...checkShared(shared, rules, `${at}/shared`),
    // A certificate has line breaks, and is not written into any configuration.
    ...checkPlainTexts(
      replaceSecrets(settings, () => null),
      path,
    ),
    ...checkSettings(output, rules, path),
  ];
  return findings.length > 0 ? invalid(findings) : { kind: 'valid', value: output };
}

/** The fields as people write them: what `checkOutput` takes. */
export function outputSpec({ type, settings, shared }: OutputFields): Record<string, unknown> {
  return { ...(shared ? { shared } : {}), [type]: settings };
}

function checkShared(shared: unknown, { isPlatform }: OutputRules, path: string): Findings {
  if (typeof shared !== 'boolean') return [{ path, message: 'expected true or false' }];
  if (shared && !isPlatform) return [{ path, message: 'only outputs of _platform are shared' }];
  return [];
}

function checkSettings(output: OutputFields, rules: OutputRules, at: string): Findings {
  const findings: ErrorDetail[] = [];
  if (rules.isEmbedded) findings.push(...checkEmbedded(output, at));
  const reached = destinationsOf(output);
  if (reached.kind === 'unreadable') {
    findings.push({ path: `${at}${reached.pointer}`, message: reached.message });
  }
  findings.push(...checkMaps(output.settings, at));
  if (output.type === 'loki') findings.push(...checkLoki(output.settings, rules, at));
  if (output.type === 'file') findings.push(...checkFile(output.settings, rules, at));
  if (output.type === 'http') findings.push(...checkHeaders(output.settings, at));
  return findings;
}

/** A map with one of these names would be taken for a secret, and be looked at by nobody. */
function checkMaps(settings: OutputFields['settings'], at: string): Findings {
  const maps = Object.entries(settings).filter(([name]) => FREE_MAPS.has(name));
  return maps.flatMap(([map, given]) =>
    SECRET_MEMBERS.filter((name) => Object.hasOwn(Object(given), name)).map((name) => ({
      path: `${at}/${map}/${name}`,
      message: 'is what secrets are written with; choose another name',
    })),
  );
}

const FREE_MAPS: ReadonlySet<string> = new Set(['labels', 'extra_labels', 'headers']);

/** The built-in collector reads no Secret, and speaks few protocols. */
function checkEmbedded({ type, settings }: OutputFields, at: string): Findings {
  if (!EMBEDDED_OUTPUTS.has(type)) {
    const offered = [...EMBEDDED_OUTPUTS].join(', ');
    const message = `needs a Kubernetes cluster; the built-in collector writes ${offered}`;
    return [{ path: at, message }];
  }
  return secretsOf(settings).flatMap(({ pointer, field }) =>
    'secretKeyRef' in field
      ? [{ path: `${at}${pointer}`, message: 'needs a Kubernetes cluster; give a value instead' }]
      : [],
  );
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/;
const MAX_LABELS = 10;

/** Labels come from what we stamped; what people add is beside it. */
function checkLoki(
  { labels = {}, extra_labels: fixed = {}, remove_keys: removed = [] }: FieldsOfOutput<'loki'>,
  { tenancyLabels }: OutputRules,
  at: string,
): Findings {
  const taken = new Set(tenancyLabels);
  const check = (name: string, path: string): Findings => {
    if (!LABEL_NAME.test(name)) return [{ path, message: 'is no name of a label' }];
    const isTaken = isProtected(name) || taken.has(name) || name.startsWith('__');
    return isTaken ? [{ path, message: 'is set by the service from what it stamped' }] : [];
  };
  const names = [
    ...Object.keys(labels).map((name) => [name, `${at}/labels/${pointerPart(name)}`] as const),
    ...Object.keys(fixed).map((name) => [name, `${at}/extra_labels/${pointerPart(name)}`] as const),
  ];
  const tooMany = names.length > MAX_LABELS;
  return [
    ...(tooMany ? [{ path: at, message: `has more than ${MAX_LABELS} labels of its own` }] : []),
    ...names.flatMap(([name, path]) => check(name, path)),
    ...removed.flatMap((name, index) =>
      isProtected(name)
        ? [{ path: `${at}/remove_keys/${index}`, message: 'is what the line is stamped with' }]
        : [],
    ),
  ];
}

function checkFile({ path }: FieldsOfOutput<'file'>, rules: OutputRules, at: string): Findings {
  const where = `${at}/path`;
  if (rules.folder === null) {
    const message =
      'files are not written for tenants; an administrator can set collector.flows.fileFolder';
    return [{ path: where, message }];
  }
  const isPlain = posix.normalize(path) === path && !path.endsWith('/');
  if (isPlain && path.startsWith(`${rules.folder}/`)) return [];
  return [{ path: where, message: `expected a file below ${rules.folder}` }];
}

const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const OWN_HEADERS = new Set(['host', 'content-length', 'transfer-encoding', 'connection']);

/** Names of what must not stand in an object that everybody in the namespace can read. */
const SECRET_NAME = /auth|token|secret|passw|cookie|credential|(?:^|[-_])(?:key|sig)|apikey/i;

function checkHeaders({ headers = {}, endpoint }: FieldsOfOutput<'http'>, at: string): Findings {
  const inHeaders = Object.keys(headers).flatMap((name) => {
    const path = `${at}/headers/${pointerPart(name)}`;
    if (!HEADER.test(name) || OWN_HEADERS.has(name.toLowerCase())) {
      return [{ path, message: 'is no header that can be set' }];
    }
    if (!SECRET_NAME.test(name)) return [];
    return [{ path, message: 'would lie there in clear; use auth, or a client certificate' }];
  });
  const query = URL.canParse(endpoint) ? [...new URL(endpoint).searchParams.keys()] : [];
  if (!query.some((name) => SECRET_NAME.test(name))) return inHeaders;
  return [
    ...inHeaders,
    { path: `${at}/endpoint`, message: 'holds a secret, which would lie there in clear; use auth' },
  ];
}

function lazily(type: OutputType): (given: unknown) => Validation<unknown> {
  let check: Validator<unknown> | undefined;
  return (given) => {
    check ??= validator(OUTPUT_FIELDS[type]);
    return check(given);
  };
}

function invalid(findings: Findings): Validation<OutputFields> {
  return { kind: 'invalid', findings };
}
