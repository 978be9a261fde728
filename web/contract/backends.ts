import { type Static, type TProperties, Type } from 'typebox';

const closed = { additionalProperties: false } as const;

const label = (description: string) =>
  Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 200 })], { description });

const TenantHeader = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, description: 'e.g. X-Scope-OrgID' }),
    value: Type.Union([Type.Literal('tenant'), Type.Literal('namespace')], {
      description: 'Whose id is its value; a question that would need two values is refused',
    }),
    platform: Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 150 })], {
      description: 'Its value for _platform; null: _platform cannot be read here',
    }),
  },
  { ...closed, description: 'Header by which a backend with tenants of its own keeps them apart' },
);

const labels = {
  namespaceLabel: label('Label that holds the namespace; null when the backend has none'),
  tenantLabel: label('Label that holds the tenant'),
  clusterLabel: label('Label that holds the cluster, on a backend of several'),
};
const tenantHeader = Type.Union([Type.Null(), TenantHeader]);
const exemptMetrics = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
  maxItems: 500,
  description: 'Exact metric names that every tenant may read',
});
const strict = Type.Boolean({
  description: 'Refuses what asks for values outside a scope instead of answering nothing',
});
const guardPast = Type.Boolean({
  description: 'No environment of the cluster reads what is older than itself',
});

/** How tenancy shows on a cluster's series. One of the labels or the header, or nothing is enforced. */
export const Enforcement = Type.Object(
  { ...labels, tenantHeader, exemptMetrics, strict, guardPast },
  closed,
);
export type Enforcement = Static<typeof Enforcement>;
export const EnforcementInput = Type.Object(
  {
    ...labels,
    tenantHeader: Type.Optional(tenantHeader),
    exemptMetrics,
    strict: Type.Optional(strict),
    guardPast: Type.Optional(guardPast),
  },
  closed,
);
export type EnforcementInput = Static<typeof EnforcementInput>;

const StreamEnforcement = Type.Object({ ...labels, tenantHeader }, closed);
const StreamEnforcementInput = Type.Object(
  { ...labels, tenantHeader: Type.Optional(tenantHeader) },
  closed,
);
const ofStreams = "How tenancy shows on streams; null: as on the cluster's series";

/** Its form is checked further in: what is said about a wrong text of a schema would hold it. */
const secret = (description = 'Write-only; left out: as it is') =>
  Type.Optional(Type.String({ description }));
const user = Type.String({ minLength: 1, maxLength: 200 });
const headerName = Type.String({ minLength: 1, maxLength: 100 });

const Auth = Type.Union([
  Type.Object({ kind: Type.Literal('none') }, closed),
  Type.Object({ kind: Type.Literal('bearer') }, closed),
  Type.Object({ kind: Type.Literal('basic'), user }, closed),
  Type.Object({ kind: Type.Literal('header'), name: headerName }, closed),
]);
const AuthInput = Type.Union([
  Type.Object({ kind: Type.Literal('none') }, closed),
  Type.Object({ kind: Type.Literal('bearer'), token: secret() }, closed),
  Type.Object({ kind: Type.Literal('basic'), user, password: secret() }, closed),
  Type.Object({ kind: Type.Literal('header'), name: headerName, value: secret() }, closed),
]);

const pem = (description: string) =>
  Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 262_144 })], { description });
const tls = {
  ca: pem("Certificates to trust instead of the system's, PEM"),
  clientCert: pem('Our certificate and its chain, PEM'),
  serverName: Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 253 })], {
    description: "Name to ask for and to verify instead of the URL's host",
  }),
  insecureSkipVerify: Type.Boolean({ description: 'Trusts whoever answers' }),
};
const Tls = Type.Object(tls, closed);
const TlsInput = Type.Object(
  {
    ...Type.Partial(Type.Object(tls)).properties,
    clientKey: secret('Key of clientCert, PEM, not encrypted; write-only; left out: as it is'),
  },
  closed,
);

const url = Type.String({
  minLength: 8,
  maxLength: 2048,
  description:
    'Base URL, e.g. http://prometheus:9090/prefix; embedded://local for the embedded store',
});
const place = {
  url,
  timeout: Type.String({ description: 'Prometheus duration, at most 5m' }),
};
const metricsKind = Type.Union([
  Type.Literal('prometheus'),
  Type.Literal('thanos'),
  Type.Literal('mimir'),
  Type.Literal('victoriametrics'),
  Type.Literal('embedded'),
]);
const logsKind = Type.Union([Type.Literal('loki'), Type.Literal('embedded')]);

function backendInput<P extends TProperties>(particular: P) {
  return Type.Object(
    {
      ...particular,
      ...place,
      url: Type.Optional(url),
      bearerToken: secret(
        'Write-only; short for auth of kind bearer, and empty for none. Left out like auth: as it is',
      ),
      auth: Type.Optional(AuthInput),
      tls: Type.Optional(TlsInput),
    },
    closed,
  );
}

export const MetricsBackendInput = backendInput({ kind: Type.Optional(metricsKind) });
export type MetricsBackendInput = Static<typeof MetricsBackendInput>;
export const MetricsBackend = Type.Object(
  { kind: metricsKind, ...place, auth: Auth, tls: Tls },
  closed,
);
export type MetricsBackend = Static<typeof MetricsBackend>;

export const LogsBackendInput = backendInput({
  kind: Type.Optional(logsKind),
  enforcement: Type.Optional(
    Type.Union([Type.Null(), StreamEnforcementInput], { description: ofStreams }),
  ),
});
export type LogsBackendInput = Static<typeof LogsBackendInput>;
export const LogsBackend = Type.Object(
  {
    kind: logsKind,
    ...place,
    auth: Auth,
    tls: Tls,
    enforcement: Type.Union([Type.Null(), StreamEnforcement], { description: ofStreams }),
  },
  closed,
);
export type LogsBackend = Static<typeof LogsBackend>;
