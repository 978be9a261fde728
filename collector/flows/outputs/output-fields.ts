import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const text = Type.String({ minLength: 1, maxLength: 2_048 });
const flag = Type.Boolean();
const port = Type.Integer({ minimum: 1, maximum: 65_535 });
const size = Type.String({ pattern: '^[1-9][0-9]{0,9}[kKmMgG]?$', description: 'Bytes, e.g. 8m' });
const time = Type.String({
  pattern: '^[0-9]{1,6}(?:\\.[0-9]{1,3})?[smhd]?$',
  description: 'e.g. 5s',
});
const count = (maximum: number) => Type.Integer({ minimum: 0, maximum });
const textMap = Type.Record(Type.String(), Type.String({ maxLength: 1_024 }));
const oneOf = <const T extends readonly string[]>(...values: T) =>
  Type.Unsafe<T[number]>(Type.Union(values.map((value) => Type.Literal(value))));

const KeyRef = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$' }),
    key: Type.String({ pattern: '^[-._a-zA-Z0-9]{1,253}$' }),
  },
  closed,
);

/**
 * A secret: a Secret of the same namespace by name and key, a value that goes in and never comes out,
 * or `stored`, which keeps the value that went in before.
 */
export const SecretField = Type.Union([
  Type.Object({ secretKeyRef: KeyRef }, closed),
  Type.Object({ value: Type.String({ minLength: 1, maxLength: 65_536 }) }, closed),
  Type.Object({ stored: Type.Literal(true) }, closed),
]);
export type SecretField = Static<typeof SecretField>;

const secret = optional(SecretField);

/** Where lines wait while a destination takes none. */
const Buffer = optional(
  Type.Object(
    {
      flush_interval: optional(time),
      flush_mode: optional(oneOf('default', 'lazy', 'interval', 'immediate')),
      flush_thread_count: optional(Type.Integer({ minimum: 1, maximum: 16 })),
      chunk_limit_size: optional(size),
      total_limit_size: optional(size),
      queue_limit_length: optional(count(100_000)),
      overflow_action: optional(oneOf('throw_exception', 'drop_oldest_chunk')),
      compress: optional(oneOf('text', 'gzip')),
      retry_forever: optional(flag),
      retry_timeout: optional(time),
      retry_max_times: optional(count(10_000)),
      retry_wait: optional(time),
      retry_max_interval: optional(time),
      timekey: optional(time),
      timekey_wait: optional(time),
      timekey_use_utc: optional(flag),
    },
    closed,
  ),
);

const Format = optional(
  Type.Object(
    { type: oneOf('json', 'ltsv', 'csv', 'single_value'), message_key: optional(text) },
    closed,
  ),
);

const search = {
  host: text,
  port: optional(port),
  scheme: optional(oneOf('http', 'https')),
  path: optional(text),
  user: optional(text),
  password: secret,
  ca_file: secret,
  client_cert: secret,
  client_key: secret,
  ssl_verify: optional(flag),
  index_name: optional(text),
  logstash_format: optional(flag),
  logstash_prefix: optional(text),
  include_timestamp: optional(flag),
  suppress_type_name: optional(flag),
  request_timeout: optional(time),
  buffer: Buffer,
};

const Server = Type.Object(
  {
    host: text,
    port: optional(port),
    name: optional(text),
    weight: optional(count(1_000)),
    standby: optional(flag),
    shared_key: secret,
    username: secret,
    password: secret,
  },
  closed,
);

/** What each output may say; members are those of the logging operator, and only these. */
export const OUTPUT_FIELDS = {
  loki: Type.Object(
    {
      url: text,
      tenant: optional(text),
      username: secret,
      password: secret,
      ca_cert: secret,
      cert: secret,
      key: secret,
      insecure_tls: optional(flag),
      labels: optional(textMap),
      extra_labels: optional(textMap),
      line_format: optional(oneOf('json', 'key_value')),
      drop_single_key: optional(flag),
      remove_keys: optional(Type.Array(text, { maxItems: 50 })),
      buffer: Buffer,
    },
    closed,
  ),
  elasticsearch: Type.Object(
    {
      ...search,
      api_key: secret,
      data_stream_enable: optional(flag),
      data_stream_name: optional(text),
    },
    closed,
  ),
  opensearch: Type.Object(
    { ...search, data_stream_enable: optional(flag), data_stream_name: optional(text) },
    closed,
  ),
  kafka: Type.Object(
    {
      brokers: Type.String({
        pattern: '^[^,\\s]{1,255}:[0-9]{1,5}(?:,[^,\\s]{1,255}:[0-9]{1,5}){0,19}$',
        description: 'host:port,host:port',
      }),
      default_topic: text,
      format: Type.Object({ type: oneOf('json', 'ltsv', 'single_value') }, closed),
      client_id: optional(text),
      required_acks: optional(Type.Integer({ minimum: -1, maximum: 1 })),
      compression_codec: optional(oneOf('gzip', 'snappy')),
      partition_key_key: optional(text),
      message_key_key: optional(text),
      max_send_retries: optional(count(100)),
      username: secret,
      password: secret,
      scram_mechanism: optional(oneOf('sha256', 'sha512')),
      sasl_over_ssl: optional(flag),
      ssl_ca_certs_from_system: optional(flag),
      ssl_ca_cert: secret,
      ssl_client_cert: secret,
      ssl_client_cert_key: secret,
      ssl_verify_hostname: optional(flag),
      buffer: Buffer,
    },
    closed,
  ),
  s3: Type.Object(
    {
      s3_bucket: text,
      s3_region: optional(text),
      s3_endpoint: optional(text),
      force_path_style: optional(oneOf('true', 'false')),
      path: optional(text),
      s3_object_key_format: optional(text),
      store_as: optional(oneOf('gzip', 'json', 'text')),
      storage_class: optional(text),
      aws_key_id: secret,
      aws_sec_key: secret,
      format: Format,
      buffer: Buffer,
    },
    closed,
  ),
  forward: Type.Object(
    {
      servers: Type.Array(Server, { minItems: 1, maxItems: 20 }),
      transport: optional(oneOf('tcp', 'tls')),
      require_ack_response: optional(flag),
      send_timeout: optional(count(3_600)),
      tls_verify_hostname: optional(flag),
      tls_cert_path: secret,
      tls_client_cert_path: secret,
      tls_client_private_key_path: secret,
      buffer: Buffer,
    },
    closed,
  ),
  http: Type.Object(
    {
      endpoint: text,
      http_method: optional(oneOf('post', 'put')),
      content_type: optional(text),
      json_array: optional(flag),
      headers: optional(textMap),
      auth: optional(Type.Object({ username: SecretField, password: SecretField }, closed)),
      tls_ca_cert_path: secret,
      tls_client_cert_path: secret,
      tls_private_key_path: secret,
      open_timeout: optional(count(300)),
      read_timeout: optional(count(300)),
      format: Format,
      buffer: Buffer,
    },
    closed,
  ),
  syslog: Type.Object(
    {
      host: text,
      port: optional(port),
      transport: optional(oneOf('tcp', 'tls')),
      insecure: optional(flag),
      trusted_ca_path: secret,
      format: optional(
        Type.Object(
          {
            app_name_field: optional(text),
            hostname_field: optional(text),
            log_field: optional(text),
          },
          closed,
        ),
      ),
      buffer: Buffer,
    },
    closed,
  ),
  file: Type.Object(
    {
      path: Type.String({ pattern: '^/[A-Za-z0-9._/-]{1,400}$', description: 'Absolute' }),
      append: optional(flag),
      format: Format,
      buffer: Buffer,
    },
    closed,
  ),
} as const;

export type OutputType = keyof typeof OUTPUT_FIELDS;

export type FieldsOfOutput<Name extends OutputType> = Static<(typeof OUTPUT_FIELDS)[Name]>;

/** An output that was checked. */
export type OutputFields = {
  [Name in OutputType]: {
    readonly type: Name;
    readonly settings: FieldsOfOutput<Name>;
    /** Of `_platform`: environments' flows may name it. */
    readonly shared: boolean;
  };
}[OutputType];

export const OUTPUT_TYPES = Object.keys(OUTPUT_FIELDS) as readonly OutputType[];

/** What the built-in collector writes by itself. */
export const EMBEDDED_OUTPUTS: ReadonlySet<OutputType> = new Set([
  'loki',
  'http',
  'syslog',
  'file',
]);

/** Secrets that a program reads from a file; the others are values. */
export const MOUNTED_SECRETS: ReadonlySet<string> = new Set([
  'ca_cert',
  'cert',
  'key',
  'ca_file',
  'client_cert',
  'client_key',
  'ssl_ca_cert',
  'ssl_client_cert',
  'ssl_client_cert_key',
  'tls_ca_cert_path',
  'tls_cert_path',
  'tls_client_cert_path',
  'tls_client_private_key_path',
  'tls_private_key_path',
  'trusted_ca_path',
]);
