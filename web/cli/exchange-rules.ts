import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import axios from 'axios';
import { AppError, asError, type ErrorDetail } from '../../platform/errors/app-error.ts';
import type {
  RuleExportAnswer,
  RuleExportInput,
  RuleImportAnswer,
  RuleImportInput,
} from '../contract/rule-exchange.ts';

const SERVER = {
  server: { type: 'string', default: 'http://127.0.0.1:8080' },
  owner: { type: 'string' },
} as const;

const TIMEOUT_MS = 60_000;
const TOKEN_VARIABLE = 'TOCSIN_TOKEN';

/**
 * `tocsin rules import --owner T --scope S [--severity THEIRS=OURS]… [--default-severity S]
 * [--interval D] [--disabled] [--leave-out] [--dry-run] FILE`: a line for each rule; exit code 1 when
 * one could not be taken. The token is in the environment variable TOCSIN_TOKEN.
 */
export async function importFile(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...SERVER,
      scope: { type: 'string' },
      severity: { type: 'string', multiple: true, default: [] },
      'default-severity': { type: 'string' },
      interval: { type: 'string' },
      disabled: { type: 'boolean', default: false },
      'leave-out': { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new AppError('invalid', 'name one file of rules: tocsin rules import … FILE');
  }
  const defaultSeverity = values['default-severity'];
  const body: RuleImportInput = {
    text: readText(file),
    scope: values.scope ?? ownerOf(values),
    severities: Object.fromEntries(values.severity.map(readSeverity)),
    enabled: !values.disabled,
    apply: !values['dry-run'],
    leaveOutRefused: values['leave-out'],
    ...(defaultSeverity === undefined ? {} : { defaultSeverity }),
    ...(values.interval === undefined ? {} : { interval: values.interval }),
  };
  const answer = await ask<RuleImportAnswer>(values, 'import', body);
  for (const { line, outcome, rule, message } of answer.report) {
    process.stdout.write(`${file}:${line}: ${outcome}: ${rule}: ${message.en}\n`);
  }
  for (const { line, message } of answer.notes) {
    process.stdout.write(`${file}:${line}: note: ${message.en}\n`);
  }
  const done = body.apply ? `${answer.created.length} rules saved` : 'nothing saved';
  process.stdout.write(`${answer.rules} rules could be taken, ${done}\n`);
  return answer.report.some(({ outcome }) => outcome === 'refused') ? 1 : 0;
}

const FORMATS: readonly RuleExportInput['format'][] = [
  'prometheus',
  'loki',
  'mimir',
  'PrometheusRule',
  'AlertingRule',
  'RecordingRule',
];

/**
 * `tocsin rules export --owner T [--scope S] [--format F] [--name N] [--namespace N] [--tenant-id T]
 * [--output FILE]`: YAML to the output; what the format cannot hold is told on stderr, exit code 1.
 */
export async function exportRules(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...SERVER,
      scope: { type: 'string' },
      format: { type: 'string', default: 'prometheus' },
      name: { type: 'string' },
      namespace: { type: 'string' },
      'tenant-id': { type: 'string' },
      output: { type: 'string' },
    },
  });
  const format = FORMATS.find((one) => one === values.format);
  if (format === undefined) {
    throw new AppError('invalid', `--format is one of ${FORMATS.join(', ')}`);
  }
  const { scope, name, namespace, output } = values;
  const tenantId = values['tenant-id'];
  const answer = await ask<RuleExportAnswer>(values, 'export', {
    format,
    ...(scope === undefined ? {} : { scope }),
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(tenantId === undefined ? {} : { tenantId }),
  });
  if (output === undefined) process.stdout.write(answer.text);
  else writeText(output, answer.text);
  for (const { en } of answer.lost) process.stderr.write(`note: ${en}\n`);
  for (const { reason, ...rule } of answer.leftOut) {
    process.stderr.write(`left out: ${rule.name}: ${reason.en}\n`);
  }
  process.stderr.write(`${answer.rules} rules\n`);
  return answer.leftOut.length > 0 ? 1 : 0;
}

interface ServerOptions {
  readonly server: string;
  readonly owner?: string | undefined;
}

/** The answer of our own API, whose shape it answers for. */
async function ask<Answer>(options: ServerOptions, action: string, body: object): Promise<Answer> {
  const owner = encodeURIComponent(ownerOf(options));
  const url = `${options.server.replace(/\/+$/, '')}/api/v1/tenants/${owner}/rules/${action}`;
  const token = process.env[TOKEN_VARIABLE] ?? '';
  if (token === '') {
    throw new AppError('invalid', `set ${TOKEN_VARIABLE} to a token that may do this`);
  }
  const response = await axios
    .post<unknown>(url, body, {
      headers: { authorization: `Bearer ${token}` },
      timeout: TIMEOUT_MS,
      maxRedirects: 0,
      validateStatus: () => true,
    })
    .catch((thrown: unknown) => {
      const message = `${options.server} cannot be asked: ${asError(thrown).message}`;
      throw new AppError('unavailable', message, { cause: thrown });
    });
  if (response.status === 200) return response.data as Answer;
  const { error } = (response.data ?? {}) as { readonly error?: Refusal };
  const message = error?.message ?? `${options.server} answered ${response.status}`;
  throw new AppError('invalid', message, { details: error?.details ?? [] });
}

interface Refusal {
  readonly message?: string;
  readonly details?: readonly ErrorDetail[];
}

function ownerOf({ owner }: { readonly owner?: string | undefined }): string {
  if (owner === undefined) throw new AppError('invalid', '--owner names the tenant of the rules');
  return owner;
}

function readSeverity(text: string): readonly [string, string] {
  const [theirs = '', ours = '', ...more] = text.split('=');
  if (theirs !== '' && ours !== '' && more.length === 0) return [theirs, ours];
  throw new AppError('invalid', `--severity ${text} is not THEIRS=OURS, e.g. page=critical`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('invalid', `${path} cannot be read`, { cause });
  }
}

function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new AppError('invalid', `${path} cannot be written`, { cause });
  }
}
