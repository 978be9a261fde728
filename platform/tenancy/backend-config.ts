import { type Static, type TProperties, Type } from 'typebox';
import { SecretRef } from '../config/secret-ref.ts';
import { DURATION_PATTERN } from '../model/duration.ts';
import { LOGS_BACKEND_KINDS, METRICS_BACKEND_KINDS } from './cluster-backend.ts';

const closed = { additionalProperties: false } as const;

const Pem = Type.Union(
  [
    Type.String({ minLength: 1, maxLength: 262_144 }),
    Type.Object({ env: Type.String({ minLength: 1 }) }, closed),
    Type.Object({ file: Type.String({ minLength: 1 }) }, closed),
  ],
  { description: 'PEM: the text itself, { env: NAME } or { file: PATH } (all of it)' },
);

const Auth = Type.Union(
  [
    Type.Object({ kind: Type.Literal('none') }, closed),
    Type.Object({ kind: Type.Literal('bearer'), token: SecretRef }, closed),
    Type.Object({ kind: Type.Literal('basic'), user: Type.String(), password: SecretRef }, closed),
    Type.Object({ kind: Type.Literal('header'), name: Type.String(), value: SecretRef }, closed),
  ],
  { description: 'How we identify ourselves: none, bearer, basic or header' },
);

const Tls = Type.Object(
  {
    ca: Type.Optional(Pem),
    clientCert: Type.Optional(Pem),
    clientKey: Type.Optional(Pem),
    serverName: Type.Optional(
      Type.String({ description: "Name to ask for and to verify instead of the URL's host" }),
    ),
    insecureSkipVerify: Type.Boolean({
      default: false,
      description: 'Trusts whoever answers',
    }),
  },
  closed,
);

function backend<P extends TProperties>(particular: P) {
  return Type.Object(
    {
      ...particular,
      bearerToken: Type.Optional(SecretRef),
      auth: Type.Optional(Auth),
      tls: Type.Optional(Tls),
      timeout: Type.String({
        default: '30s',
        pattern: DURATION_PATTERN,
        description: 'Longest time for one request (duration, at most 5m)',
      }),
    },
    closed,
  );
}

function kindOf<const T extends string>(kinds: readonly T[], fallback: T) {
  const literals = kinds.map((kind) => Type.Literal(kind));
  const options = { default: fallback, description: kinds.join(', ') };
  return Type.Unsafe<T>(Type.Union(literals, options));
}

const label = (description: string, fallback: string | null) =>
  Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 254 })], {
    default: fallback,
    description,
  });

const TenantHeaderConfig = Type.Object(
  {
    name: Type.String({ description: 'e.g. X-Scope-OrgID or THANOS-TENANT' }),
    value: Type.Unsafe<'tenant' | 'namespace'>(
      Type.Union([Type.Literal('tenant'), Type.Literal('namespace')], {
        default: 'tenant',
        description: 'Whose id is its value: tenant or namespace',
      }),
    ),
    platform: label('Its value for _platform; null: _platform cannot be read here', null),
  },
  closed,
);

/** How tenancy shows on a backend. */
export const enforcementProperties = {
  namespaceLabel: label('Label that holds the namespace; null: the backend has none', 'namespace'),
  tenantLabel: label('Label that holds the tenant', null),
  clusterLabel: label('Label that holds the cluster, on a backend of several', null),
  tenantHeader: Type.Union([Type.Null(), TenantHeaderConfig], {
    default: null,
    description: 'Header by which a backend with tenants of its own keeps them apart',
  }),
};

export const MetricsConfig = backend({
  kind: kindOf(METRICS_BACKEND_KINDS, 'prometheus'),
  url: Type.String({
    default: '',
    description: 'Base URL of a Prometheus-compatible backend; the embedded one has none',
  }),
});

export const LogsConfig = backend({
  kind: kindOf(LOGS_BACKEND_KINDS, 'loki'),
  url: Type.String({
    default: '',
    description: 'Base URL of a Loki-compatible backend, without /loki; the embedded one has none',
  }),
  enforcement: Type.Union([Type.Null(), Type.Object(enforcementProperties, closed)], {
    default: null,
    description: "How tenancy shows on streams; null: as on the cluster's series",
  }),
});

/** A backend as the file declares it. */
export type BackendConfig = Pick<
  Static<typeof MetricsConfig>,
  'url' | 'timeout' | 'bearerToken' | 'auth' | 'tls'
>;
