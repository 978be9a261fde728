import { RE2JS } from 're2js';
import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import { type Validator, validator } from '../../../platform/schema/validator.ts';
import { checkPlainTexts, pointerPart } from '../plain-texts.ts';
import { isProtected, prefixReachesProtected, STAMPED_NAMES } from '../stamped-names.ts';
import {
  FILTER_FIELDS,
  FILTER_NAMES,
  type FieldsOfFilter,
  type FilterName,
  type FlowFilter,
  type ParseFields,
} from './filter-fields.ts';
import { isCostly, plainPattern } from './plain-pattern.ts';

type Findings = readonly ErrorDetail[];

export type CheckedFilter =
  | { readonly kind: 'filter'; readonly filter: FlowFilter }
  | { readonly kind: 'refused'; readonly findings: Findings };

const NOT_YOURS = `is set by the service or says what it is set from; fields ${STAMPED_NAMES.join(', ')} and kubernetes are not a filter's to write, rename or remove`;

const REFUSED_FILTERS: Readonly<Record<string, string>> = {
  raw: 'raw configuration is not taken, as it would be everybody’s; use the other filters',
  record_modifier: 'is not taken, as it can run programs; use record_transformer',
  stdout: 'is not taken, as it writes into the log of the aggregator that all share',
};

const VALIDATORS: { readonly [Name in FilterName]: () => Validator<FieldsOfFilter<Name>> } = {
  parser: once(() => validator(FILTER_FIELDS.parser)),
  record_transformer: once(() => validator(FILTER_FIELDS.record_transformer)),
  grep: once(() => validator(FILTER_FIELDS.grep)),
  throttle: once(() => validator(FILTER_FIELDS.throttle)),
  detectExceptions: once(() => validator(FILTER_FIELDS.detectExceptions)),
  concat: once(() => validator(FILTER_FIELDS.concat)),
  geoip: once(() => validator(FILTER_FIELDS.geoip)),
  prometheus: once(() => validator(FILTER_FIELDS.prometheus)),
  dedot: once(() => validator(FILTER_FIELDS.dedot)),
  tag_normaliser: once(() => validator(FILTER_FIELDS.tag_normaliser)),
};

const CHECKS: {
  readonly [Name in FilterName]: (fields: FieldsOfFilter<Name>, at: string) => Findings;
} = {
  parser: checkParser,
  record_transformer: checkTransformer,
  grep: checkGrep,
  throttle: () => [],
  detectExceptions: ({ message }, at) => checkKey(message, `${at}/message`),
  concat: checkConcat,
  geoip: checkGeoip,
  prometheus: checkMetrics,
  dedot: () => [],
  tag_normaliser: () => [],
};

/**
 * One item of a flow's filters: an object with exactly one member, the filter's name.
 * @param at JSON pointer of the item
 */
export function checkFilter(item: unknown, at: string): CheckedFilter {
  const members = typeof item === 'object' && item !== null ? Object.entries(item) : [];
  const [member] = members;
  if (!member || members.length !== 1 || Array.isArray(item)) {
    const message = `expected exactly one of ${FILTER_NAMES.join(', ')}`;
    return refused([{ path: at, message }]);
  }
  const [name, given] = member;
  const path = `${at}/${pointerPart(name)}`;
  const texts = checkPlainTexts(given, path);
  if (texts.length > 0) return refused(texts);
  const known = FILTER_NAMES.find((one) => one === name);
  if (known === undefined) {
    const why = Object.hasOwn(REFUSED_FILTERS, name) ? REFUSED_FILTERS[name] : undefined;
    const message = why ?? `is not a filter that is offered; expected ${FILTER_NAMES.join(', ')}`;
    return refused([{ path, message }]);
  }
  return checkNamed(known, given ?? {}, path);
}

function checkNamed<Name extends FilterName>(name: Name, given: unknown, at: string) {
  const checked = VALIDATORS[name]()(given);
  if (checked.kind === 'invalid') {
    return refused(
      checked.findings.map(({ path, message }) => ({ path: `${at}${path}`, message })),
    );
  }
  const findings = CHECKS[name](checked.value, at);
  if (findings.length > 0) return refused(findings);
  return { kind: 'filter', filter: { name, fields: checked.value } as FlowFilter } as const;
}

function checkParser(fields: FieldsOfFilter<'parser'>, at: string): Findings {
  const { hash_value_field: place, inject_key_prefix: prefix } = fields;
  const findings: ErrorDetail[] = [];
  if (place !== undefined && isProtected(place)) {
    findings.push({ path: `${at}/hash_value_field`, message: NOT_YOURS });
  }
  if (prefix !== undefined && prefixReachesProtected(prefix)) {
    const message = `parsed fields that begin with ${JSON.stringify(prefix)} could take a name that ${NOT_YOURS}`;
    findings.push({ path: `${at}/inject_key_prefix`, message });
  }
  if (fields.reserve_data === false) {
    findings.push({
      path: `${at}/reserve_data`,
      message:
        'would take from the line what it is stamped from; leave it out, it is on for every parser',
    });
  }
  if (fields.remove_key_name_field === true && isProtected(fields.key_name ?? 'message')) {
    findings.push({ path: `${at}/key_name`, message: NOT_YOURS });
  }
  return [...findings, ...checkParse(fields.parse, `${at}/parse`)];
}

function checkParse(parse: ParseFields, at: string): Findings {
  const findings: ErrorDetail[] = [];
  if (parse.type === 'multi_format' && parse.patterns === undefined) {
    findings.push({
      path: `${at}/patterns`,
      message: 'is missing: multi_format tries each of them',
    });
  }
  const single = { type: parse.type, expression: parse.expression };
  const all = [
    { ...single, path: at },
    ...(parse.patterns ?? []).map(({ format, expression }, index) => ({
      type: format,
      expression,
      path: `${at}/patterns/${index}`,
    })),
  ];
  for (const { type, expression, path } of all) {
    if (type === 'regexp' && expression === undefined) {
      findings.push({ path: `${path}/expression`, message: 'is missing: regexp needs a pattern' });
    }
    if (expression !== undefined) findings.push(...checkPattern(expression, `${path}/expression`));
  }
  return findings;
}

function checkTransformer(
  { records, remove_keys: removed }: FieldsOfFilter<'record_transformer'>,
  at: string,
): Findings {
  const findings = checkRecords(records ?? [], `${at}/records`);
  const names = (removed ?? '').split(',').filter((name) => name.trim() !== '');
  const isTaking = names.some((name) => isProtected(name));
  return isTaking ? [...findings, { path: `${at}/remove_keys`, message: NOT_YOURS }] : findings;
}

const VALUE = /\$\{(?!record\["[^"\\]{1,200}"\]\}|tag\}|time\}|hostname\}|tag_parts\[\d{1,2}\]\})/;

function checkRecords(records: readonly Readonly<Record<string, string>>[], at: string): Findings {
  return records.flatMap((record, index) =>
    Object.entries(record).flatMap(([name, value]) => {
      const path = `${at}/${index}/${pointerPart(name)}`;
      if (isProtected(name) || name.startsWith('$')) return [{ path, message: NOT_YOURS }];
      if (!VALUE.test(value)) return [];
      const message = `expected \${record["name"]}, \${tag}, \${tag_parts[N]}, \${time} or \${hostname}: no programs`;
      return [{ path, message }];
    }),
  );
}

function checkGrep(fields: FieldsOfFilter<'grep'>, at: string): Findings {
  const { regexp, exclude, and, or } = fields;
  if (!regexp && !exclude && !and && !or) {
    return [{ path: at, message: 'expected regexp, exclude, and, or or' }];
  }
  const lists: (readonly [typeof regexp, string])[] = [
    [regexp, `${at}/regexp`],
    [exclude, `${at}/exclude`],
  ];
  for (const [name, groups] of Object.entries({ and, or })) {
    for (const [index, group] of (groups ?? []).entries()) {
      lists.push([group.regexp, `${at}/${name}/${index}/regexp`]);
      lists.push([group.exclude, `${at}/${name}/${index}/exclude`]);
    }
  }
  return lists.flatMap(([patterns, path]) =>
    (patterns ?? []).flatMap(({ pattern }, index) =>
      checkPattern(pattern, `${path}/${index}/pattern`),
    ),
  );
}

function checkConcat(fields: FieldsOfFilter<'concat'>, at: string): Findings {
  const patterns = [
    'multiline_start_regexp',
    'multiline_end_regexp',
    'continuous_line_regexp',
  ] as const;
  return [
    ...checkKey(fields.key, `${at}/key`),
    ...patterns.flatMap((name) => {
      const text = fields[name];
      return text === undefined ? [] : checkPattern(text, `${at}/${name}`);
    }),
  ];
}

const GEO_VALUE = /^\$\{[a-z_0-9.]{1,100}\["[^"\\]{1,100}"\]\}$/;

function checkGeoip({ records }: FieldsOfFilter<'geoip'>, at: string): Findings {
  return records.flatMap((record, index) =>
    Object.entries(record).flatMap(([name, value]) => {
      const path = `${at}/records/${index}/${pointerPart(name)}`;
      if (isProtected(name) || name.startsWith('$')) return [{ path, message: NOT_YOURS }];
      if (GEO_VALUE.test(value)) return [];
      return [{ path, message: `expected e.g. \${city.names.en["remote_addr"]}` }];
    }),
  );
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const LABEL_VALUE = /^(?:\$\.?[A-Za-z0-9_.]{1,200}|[^$]{0,200})$/;

function checkMetrics({ metrics, labels }: FieldsOfFilter<'prometheus'>, at: string): Findings {
  const all = [
    { labels, path: `${at}/labels` },
    ...metrics.map((metric, index) => ({
      labels: metric.labels,
      path: `${at}/metrics/${index}/labels`,
    })),
  ];
  return all.flatMap(({ labels: given = {}, path }) =>
    Object.entries(given).flatMap(([name, value]) => {
      const where = `${path}/${pointerPart(name)}`;
      if (!LABEL_NAME.test(name)) return [{ path: where, message: 'is no name of a label' }];
      if (isProtected(name)) return [{ path: where, message: NOT_YOURS }];
      const isValue = LABEL_VALUE.test(value);
      return isValue ? [] : [{ path: where, message: 'expected a text or a field, e.g. $.level' }];
    }),
  );
}

function checkKey(key: string | undefined, path: string): Findings {
  return key !== undefined && isProtected(key) ? [{ path, message: NOT_YOURS }] : [];
}

/** Linear patterns only: what goes back would let one line hold up everybody's. */
function checkPattern(text: string, path: string): Findings {
  if (isCostly(text)) return [{ path, message: 'is a pattern of too many repetitions' }];
  try {
    RE2JS.compile(plainPattern(text));
    return [];
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return [{ path, message: `is no pattern without look-around and back-references: ${why}` }];
  }
}

function refused(findings: Findings): CheckedFilter {
  return { kind: 'refused', findings };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
