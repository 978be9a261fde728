import { isDeepEqual } from './is-deep-equal.ts';

type Kind = 'text' | 'number' | 'secret' | 'yes';

/** One field of an output: where it stands in the settings, and how it is entered. */
export interface OutputField {
  /** Names on the way, e.g. `auth/password`; a number is a place in a list. */
  readonly path: string;
  readonly kind: Kind;
  readonly isNeeded?: boolean;
}

/** What the names of settings mean has words of its own; these have. */
export const SETTING_NAMES = [
  'url',
  'tenant',
  'username',
  'password',
  'ca_cert',
  'host',
  'port',
  'scheme',
  'user',
  'index_name',
  'flush_interval',
  'total_limit_size',
  'brokers',
  'default_topic',
  'type',
  'sasl_over_ssl',
  's3_bucket',
  's3_region',
  's3_endpoint',
  'path',
  'aws_key_id',
  'aws_sec_key',
  'shared_key',
  'transport',
  'require_ack_response',
  'endpoint',
  'content_type',
  'json_array',
] as const;

const field = (path: string, kind: Kind = 'text', isNeeded = false): OutputField => ({
  path,
  kind,
  isNeeded,
});

const SEARCH = [
  field('host', 'text', true),
  field('port', 'number'),
  field('scheme'),
  field('user'),
  field('password', 'secret'),
  field('index_name'),
];

/** Every output has them. */
const BUFFER = [field('buffer/flush_interval'), field('buffer/total_limit_size')];

/** What the form offers of each kind; everything else is said in YAML. */
export const OUTPUT_FIELDS = {
  loki: [
    field('url', 'text', true),
    field('tenant'),
    field('username', 'secret'),
    field('password', 'secret'),
    field('ca_cert', 'secret'),
  ],
  elasticsearch: SEARCH,
  opensearch: SEARCH,
  kafka: [
    field('brokers', 'text', true),
    field('default_topic', 'text', true),
    field('format/type', 'text', true),
    field('username', 'secret'),
    field('password', 'secret'),
    field('sasl_over_ssl', 'yes'),
  ],
  s3: [
    field('s3_bucket', 'text', true),
    field('s3_region'),
    field('s3_endpoint'),
    field('path'),
    field('aws_key_id', 'secret'),
    field('aws_sec_key', 'secret'),
  ],
  forward: [
    field('servers/0/host', 'text', true),
    field('servers/0/port', 'number'),
    field('servers/0/shared_key', 'secret'),
    field('transport'),
    field('require_ack_response', 'yes'),
  ],
  http: [
    field('endpoint', 'text', true),
    field('content_type'),
    field('json_array', 'yes'),
    field('auth/username', 'secret'),
    field('auth/password', 'secret'),
  ],
  syslog: [field('host', 'text', true), field('port', 'number'), field('transport')],
  file: [field('path', 'text', true)],
} as const satisfies Readonly<Record<string, readonly OutputField[]>>;

export type OutputType = keyof typeof OUTPUT_FIELDS;
export const OUTPUT_TYPES = Object.keys(OUTPUT_FIELDS) as readonly OutputType[];

/** What the form says of an output: texts by path; of secrets, only what was entered now. */
export interface OutputForm {
  readonly type: OutputType;
  readonly texts: Readonly<Record<string, string>>;
  /** Paths of secrets that are stored. */
  readonly stored: readonly string[];
  readonly shared: boolean;
}

export const BLANK_OUTPUT: OutputForm = { type: 'loki', texts: {}, stored: [], shared: false };

export function fieldsOfType(type: OutputType): readonly OutputField[] {
  return [...OUTPUT_FIELDS[type], ...(type === 'file' ? [] : BUFFER)];
}

type Json = Readonly<Record<string, unknown>>;

/** The spec that the form means. */
export function specOfOutput({ type, texts, stored, shared }: OutputForm): Json {
  let settings: unknown = {};
  for (const { path, kind } of fieldsOfType(type)) {
    const text = texts[path] ?? '';
    const isStored = kind === 'secret' && text === '' && stored.includes(path);
    if (text === '' && !isStored) continue;
    settings = put(settings, path.split('/'), isStored ? { stored: true } : entered(kind, text));
  }
  return { ...(shared ? { shared: true } : {}), [type]: settings };
}

/** The form of a spec; undefined for one that says more than the form can. */
export function outputFormOf(spec: Json): OutputForm | undefined {
  const type = OUTPUT_TYPES.find((one) => Object.hasOwn(spec, one));
  if (type === undefined) return undefined;
  const texts: Record<string, string> = {};
  const stored: string[] = [];
  for (const { path, kind } of fieldsOfType(type)) {
    const value = at(spec[type], path.split('/'));
    if (value === undefined) continue;
    if (kind !== 'secret') texts[path] = String(value);
    else if (isDeepEqual(value, { stored: true })) stored.push(path);
  }
  const form = { type, texts, stored, shared: spec.shared === true };
  return isDeepEqual(specOfOutput(form), spec) ? form : undefined;
}

function entered(kind: Kind, text: string): unknown {
  if (kind === 'number') return Number(text);
  if (kind === 'yes') return text === 'true';
  return kind === 'secret' ? { value: text } : text;
}

function put(value: unknown, [name = '', ...rest]: readonly string[], leaf: unknown): unknown {
  const isIndex = /^\d+$/.test(name);
  const below = rest.length === 0 ? leaf : put(at(value, [name]), rest, leaf);
  if (isIndex) {
    const list = Array.isArray(value) ? [...value] : [];
    list[Number(name)] = below;
    return list;
  }
  return { ...(typeof value === 'object' && value !== null ? value : {}), [name]: below };
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? (inner as Json)[name]
        : undefined,
    value,
  );
}
