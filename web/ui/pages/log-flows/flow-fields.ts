import { isDeepEqual } from './is-deep-equal.ts';

/** What the form says of a flow, as texts; what is empty is left out. */
export interface FlowFields {
  /** `name=value` of a label that lines bear. */
  readonly label: string;
  /** Names, separated by commas; so is `excluded`. */
  readonly containers: string;
  readonly excluded: string;
  readonly traces: boolean;
  readonly parser: string;
  readonly expression: string;
  /** A line each: `name: value`. */
  readonly add: string;
  readonly remove: string;
  readonly geoip: string;
  readonly keepKey: string;
  readonly keep: string;
  readonly dropKey: string;
  readonly drop: string;
  /** Lines in a minute, of each container. */
  readonly throttle: string;
  /** Name of a counter. */
  readonly metric: string;
  readonly outputs: readonly string[];
  readonly shared: readonly string[];
}

export const BLANK_FLOW: FlowFields = {
  label: '',
  containers: '',
  excluded: '',
  traces: false,
  parser: '',
  expression: '',
  add: '',
  remove: '',
  geoip: '',
  keepKey: 'message',
  keep: '',
  dropKey: 'message',
  drop: '',
  throttle: '',
  metric: '',
  outputs: [],
  shared: [],
};

type Json = Readonly<Record<string, unknown>>;

/** The spec that the form means. */
export function specOfFlow(fields: FlowFields): Json {
  const match = matchOf(fields);
  const filters = filtersOf(fields);
  return {
    ...(match.length > 0 ? { match } : {}),
    ...(filters.length > 0 ? { filters } : {}),
    ...(fields.outputs.length > 0 ? { localOutputRefs: [...fields.outputs] } : {}),
    ...(fields.shared.length > 0 ? { globalOutputRefs: [...fields.shared] } : {}),
  };
}

/** The form of a spec; undefined for one that says more than the form can. */
export function flowFieldsOf(spec: Json): FlowFields | undefined {
  const fields = readFields(spec);
  return isDeepEqual(specOfFlow(fields), spec) ? fields : undefined;
}

const GEO_FIELDS = ['city', 'country', 'location'] as const;
const PATH_OF = {
  city: 'city.names.en',
  country: 'country.iso_code',
  location: 'location.latitude',
};

function matchOf({ label, containers, excluded }: FlowFields): readonly Json[] {
  const [name = '', value = ''] = splitAt(label, '=');
  const selected = {
    ...(name === '' ? {} : { labels: { [name]: value } }),
    ...(containers.trim() === '' ? {} : { container_names: listOf(containers) }),
  };
  const excludes =
    excluded.trim() === '' ? [] : [{ exclude: { container_names: listOf(excluded) } }];
  const isWhole = Object.keys(selected).length === 0 && excludes.length === 0;
  return isWhole ? [] : [...excludes, { select: selected }];
}

function filtersOf(fields: FlowFields): readonly Json[] {
  const { parser, expression, geoip, throttle, metric } = fields;
  const records = recordsOf(fields.add);
  const transformed = {
    ...(Object.keys(records).length === 0 ? {} : { records: [records] }),
    ...(fields.remove.trim() === '' ? {} : { remove_keys: fields.remove.trim() }),
  };
  const parse = { type: parser, ...(parser === 'regexp' ? { expression } : {}) };
  const geo = GEO_FIELDS.map((name) => [name, `\${${PATH_OF[name]}["${geoip}"]}`] as const);
  const grep = (kind: string, key: string, pattern: string) =>
    pattern === '' ? [] : [{ grep: { [kind]: [{ key, pattern }] } }];
  const limit = Number(throttle);
  return [
    ...(fields.traces ? [{ detectExceptions: {} }] : []),
    ...(parser === '' ? [] : [{ parser: { parse } }]),
    ...(Object.keys(transformed).length === 0 ? [] : [{ record_transformer: transformed }]),
    ...(geoip === ''
      ? []
      : [{ geoip: { geoip_lookup_keys: geoip, records: [Object.fromEntries(geo)] } }]),
    ...grep('regexp', fields.keepKey, fields.keep),
    ...grep('exclude', fields.dropKey, fields.drop),
    ...(throttle === ''
      ? []
      : [{ throttle: { group_bucket_period_s: 60, group_bucket_limit: limit } }]),
    ...(metric === ''
      ? []
      : [{ prometheus: { metrics: [{ name: metric, type: 'counter', desc: metric }] } }]),
  ];
}

function readFields(spec: Json): FlowFields {
  const items = listIn(spec, 'match');
  const select = memberIn(items.at(-1), 'select');
  const exclude = items.length > 1 ? memberIn(items[0], 'exclude') : undefined;
  const [label] = Object.entries(memberIn(select, 'labels') ?? {});
  const filter = (name: string) =>
    listIn(spec, 'filters').flatMap((one) => memberIn(one, name) ?? [])[0];
  const greps = listIn(spec, 'filters').flatMap((one) => memberIn(one, 'grep') ?? []);
  const pattern = (kind: string) => greps.flatMap((one) => listIn(one, kind))[0];
  const parse = memberIn(filter('parser'), 'parse');
  const transformer = filter('record_transformer');
  const records = Object.entries(listIn(transformer, 'records')[0] ?? {});
  return {
    ...BLANK_FLOW,
    label: label === undefined ? '' : `${label[0]}=${String(label[1])}`,
    containers: textsIn(select, 'container_names').join(', '),
    excluded: textsIn(exclude, 'container_names').join(', '),
    traces: filter('detectExceptions') !== undefined,
    parser: textIn(parse, 'type'),
    expression: textIn(parse, 'expression'),
    add: records.map(([name, value]) => `${name}: ${String(value)}`).join('\n'),
    remove: textIn(transformer, 'remove_keys'),
    geoip: textIn(filter('geoip'), 'geoip_lookup_keys'),
    keepKey: textIn(pattern('regexp'), 'key') || 'message',
    keep: textIn(pattern('regexp'), 'pattern'),
    dropKey: textIn(pattern('exclude'), 'key') || 'message',
    drop: textIn(pattern('exclude'), 'pattern'),
    throttle: textIn(filter('throttle'), 'group_bucket_limit'),
    metric: textIn(listIn(filter('prometheus'), 'metrics')[0], 'name'),
    outputs: textsIn(spec, 'localOutputRefs'),
    shared: textsIn(spec, 'globalOutputRefs'),
  };
}

function recordsOf(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', value = ''] = splitAt(line, ':');
      return [name, value];
    }),
  );
}

/** The parts before and behind the first mark, trimmed. */
function splitAt(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  if (at < 0) return [text.trim()];
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function memberIn(value: unknown, name: string): Json | undefined {
  const member = valueIn(value, name);
  return typeof member === 'object' && member !== null && !Array.isArray(member)
    ? (member as Json)
    : undefined;
}

function listIn(value: unknown, name: string): readonly Json[] {
  const member = valueIn(value, name);
  return Array.isArray(member) ? member.filter((one) => typeof one === 'object') : [];
}

function textsIn(value: unknown, name: string): readonly string[] {
  const member = valueIn(value, name);
  return Array.isArray(member) ? member.filter((one) => typeof one === 'string') : [];
}

function textIn(value: unknown, name: string): string {
  const member = valueIn(value, name);
  return typeof member === 'string' || typeof member === 'number' ? String(member) : '';
}

function valueIn(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Json)[name];
}
