import type { Static, TObject } from 'typebox';
import { parseDocument } from 'yaml';
import { AppError, type ErrorDetail } from '../errors/app-error.ts';
import { validator } from '../schema/validator.ts';
import { type ConfigOption, optionsOf } from './options.ts';

/** Environment variables of ours that are not options. */
const OTHER_VARIABLES: ReadonlySet<string> = new Set([
  'TOCSIN_CONFIG',
  'TOCSIN_SECRET_KEY',
  'TOCSIN_PROOF',
  'TOCSIN_GRAFANA_BIN',
]);

export interface ConfigInput {
  /** Text of the YAML file; null when there is none. */
  readonly yaml: string | null;
  /** For messages, e.g. `tocsin.yaml`. */
  readonly fileName: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the configuration: defaults, then the YAML file, then `TOCSIN_…` variables.
 * Throws `AppError` `invalid` whose details list every finding at once: the path and what was
 * expected there. Unknown keys and unknown `TOCSIN_…` variables are refused.
 */
export function loadConfig<S extends TObject>(schema: S, input: ConfigInput): Static<S> {
  const fromFile = input.yaml === null ? {} : parseYaml(input.yaml, input.fileName);
  const options = optionsOf(schema);
  const unknown = unknownVariables(options, input.env);
  const merged = applyEnvironment(fromFile, options, input.env);
  const outcome = validator(schema)(merged);
  const findings = [...(outcome.kind === 'invalid' ? outcome.findings : []), ...unknown];
  if (outcome.kind === 'valid' && findings.length === 0) return outcome.value;
  throw new AppError('invalid', `the configuration (${input.fileName}) cannot be used`, {
    details: findings,
  });
}

function parseYaml(text: string, fileName: string): unknown {
  const document = parseDocument(text, { uniqueKeys: true, merge: true });
  const [problem] = document.errors;
  if (!problem) return document.toJS({ maxAliasCount: 100 }) ?? {};
  const line = problem.linePos?.[0].line ?? 1;
  throw new AppError(
    'invalid',
    `the configuration (${fileName}) is not YAML: line ${line}: ${problem.message}`,
  );
}

function unknownVariables(
  options: readonly ConfigOption[],
  env: ConfigInput['env'],
): readonly ErrorDetail[] {
  const known = new Set(options.filter(isScalar).map((option) => option.env));
  return Object.keys(env)
    .filter((name) => name.startsWith('TOCSIN_') && !known.has(name) && !OTHER_VARIABLES.has(name))
    .map((name) => ({ path: `$${name}`, message: 'is not the name of an option; see --help' }));
}

function isScalar(option: ConfigOption): boolean {
  return option.type !== 'list' && option.type !== 'one of several';
}

function applyEnvironment(
  file: unknown,
  options: readonly ConfigOption[],
  env: ConfigInput['env'],
): unknown {
  let merged = file;
  for (const option of options) {
    const text = env[option.env];
    if (text !== undefined && isScalar(option))
      merged = withValue(merged, option.path, scalar(option, text));
  }
  return merged;
}

/** A number or boolean when the option is one and the text is one; otherwise the text, to be refused. */
function scalar(option: ConfigOption, text: string): unknown {
  if (option.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const numeric = option.type === 'integer' || option.type === 'number';
  return numeric && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function withValue(target: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const object = typeof target === 'object' && target !== null ? target : {};
  const member = Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined;
  return { ...object, [name]: withValue(member, rest, value) };
}
