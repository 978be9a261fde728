import { type Static, type TSchema, Type } from 'typebox';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const text = Type.String({ minLength: 1, maxLength: 2_048 });
const count = (maximum: number) => Type.Integer({ minimum: 1, maximum });
const flag = Type.Boolean();
const fieldMap = Type.Record(Type.String(), Type.String({ maxLength: 2_048 }));
const oneOf = <const T extends readonly string[]>(...values: T) =>
  Type.Unsafe<T[number]>(Type.Union(values.map((value) => Type.Literal(value))));

const parseFields = {
  expression: optional(text),
  format: optional(text),
  time_key: optional(text),
  time_format: optional(text),
  time_type: optional(oneOf('float', 'unixtime', 'string', 'mixed')),
  timezone: optional(text),
  keep_time_key: optional(flag),
  types: optional(text),
  null_value_pattern: optional(text),
  null_empty_string: optional(flag),
  estimate_current_event: optional(flag),
  utc: optional(flag),
  local_time: optional(flag),
};
const PARSERS = [
  'json',
  'regexp',
  'nginx',
  'logfmt',
  'apache2',
  'syslog',
  'csv',
  'tsv',
  'ltsv',
] as const;

const Parse = Type.Object(
  {
    type: oneOf(...PARSERS, 'multi_format', 'none'),
    ...parseFields,
    keys: optional(text),
    delimiter: optional(Type.String({ minLength: 1, maxLength: 10 })),
    patterns: optional(
      Type.Array(Type.Object({ format: oneOf(...PARSERS, 'none'), ...withoutFormat() }, closed), {
        minItems: 1,
        maxItems: 10,
      }),
    ),
  },
  closed,
);
export type ParseFields = Static<typeof Parse>;

function withoutFormat() {
  const { format: _, ...rest } = parseFields;
  return rest;
}

const Pattern = Type.Object({ key: text, pattern: text }, closed);
const Patterns = Type.Array(Pattern, { minItems: 1, maxItems: 20 });
const Group = Type.Array(
  Type.Object({ regexp: optional(Patterns), exclude: optional(Patterns) }, closed),
  { minItems: 1, maxItems: 10 },
);

/** What each filter may say; members are those of the logging operator, and only these. */
export const FILTER_FIELDS = {
  parser: Type.Object(
    {
      key_name: optional(text),
      parse: Parse,
      hash_value_field: optional(text),
      inject_key_prefix: optional(text),
      reserve_data: optional(flag),
      reserve_time: optional(flag),
      remove_key_name_field: optional(flag),
      emit_invalid_record_to_error: optional(flag),
      replace_invalid_sequence: optional(flag),
    },
    closed,
  ),
  record_transformer: Type.Object(
    {
      records: optional(Type.Array(fieldMap, { maxItems: 20 })),
      remove_keys: optional(text),
      auto_typecast: optional(flag),
    },
    closed,
  ),
  grep: Type.Object(
    {
      regexp: optional(Patterns),
      exclude: optional(Patterns),
      and: optional(Group),
      or: optional(Group),
    },
    closed,
  ),
  throttle: Type.Object(
    {
      group_key: optional(text),
      group_bucket_period_s: optional(count(86_400)),
      group_bucket_limit: optional(count(100_000_000)),
      group_drop_logs: optional(flag),
      group_reset_rate_s: optional(count(100_000_000)),
      group_warning_delay_s: optional(count(86_400)),
    },
    closed,
  ),
  detectExceptions: Type.Object(
    {
      languages: optional(
        Type.Array(
          oneOf('java', 'js', 'csharp', 'python', 'go', 'ruby', 'rust', 'dart', 'php', 'all'),
          { minItems: 1, maxItems: 10 },
        ),
      ),
      message: optional(text),
      stream: optional(text),
      multiline_flush_interval: optional(
        Type.String({ pattern: '^[0-9]{1,4}(\\.[0-9]{1,3})?$', description: 'Seconds, as a text' }),
      ),
      max_lines: optional(count(10_000)),
      max_bytes: optional(count(1_048_576)),
      force_line_breaks: optional(flag),
    },
    closed,
  ),
  concat: Type.Object(
    {
      key: optional(text),
      separator: optional(Type.String({ maxLength: 10 })),
      n_lines: optional(count(10_000)),
      multiline_start_regexp: optional(text),
      multiline_end_regexp: optional(text),
      continuous_line_regexp: optional(text),
      flush_interval: optional(count(3_600)),
      use_first_timestamp: optional(flag),
    },
    closed,
  ),
  geoip: Type.Object(
    {
      geoip_lookup_keys: text,
      records: Type.Array(fieldMap, { minItems: 1, maxItems: 20 }),
      backend_library: optional(oneOf('geoip', 'geoip2_compat', 'geoip2_c')),
      skip_adding_null_record: optional(flag),
    },
    closed,
  ),
  prometheus: Type.Object(
    {
      metrics: Type.Array(
        Type.Object(
          {
            name: Type.String({ pattern: '^[a-z_][a-z0-9_]{0,60}$' }),
            type: oneOf('counter', 'gauge', 'summary', 'histogram'),
            desc: text,
            key: optional(text),
            buckets: optional(Type.String({ pattern: '^[0-9., ]{1,200}$' })),
            labels: optional(fieldMap),
          },
          closed,
        ),
        { minItems: 1, maxItems: 10 },
      ),
      labels: optional(fieldMap),
    },
    closed,
  ),
  dedot: Type.Object(
    { de_dot_nested: optional(flag), de_dot_separator: optional(oneOf('_', '-')) },
    closed,
  ),
  tag_normaliser: Type.Object(
    {
      format: Type.String({
        pattern:
          '^(?:\\$\\{(?:namespace_name|pod_name|container_name|pod_id|docker_id|host)\\}|[A-Za-z0-9_.-]){1,300}$',
      }),
    },
    closed,
  ),
} as const satisfies Record<string, TSchema>;

export type FilterName = keyof typeof FILTER_FIELDS;

export type FieldsOfFilter<Name extends FilterName> = Static<(typeof FILTER_FIELDS)[Name]>;

/** A filter that was checked, named by its kind. */
export type FlowFilter = {
  [Name in FilterName]: { readonly name: Name; readonly fields: FieldsOfFilter<Name> };
}[FilterName];

export const FILTER_NAMES = Object.keys(FILTER_FIELDS) as readonly FilterName[];
