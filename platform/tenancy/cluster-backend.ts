/**
 * Kinds of metrics backends. They differ in how tenancy can be enforced on them; `embedded` is the
 * store in this process.
 */
export const METRICS_BACKEND_KINDS = [
  'prometheus',
  'thanos',
  'mimir',
  'victoriametrics',
  'embedded',
] as const;
export type MetricsBackendKind = (typeof METRICS_BACKEND_KINDS)[number];

export const LOGS_BACKEND_KINDS = ['loki', 'embedded'] as const;
export type LogsBackendKind = (typeof LOGS_BACKEND_KINDS)[number];

export type BackendKind = MetricsBackendKind | LogsBackendKind;

/** How we identify ourselves at a backend, without the secret. */
export type PlainAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer' }
  | { readonly kind: 'basic'; readonly user: string }
  | { readonly kind: 'header'; readonly name: string };

/** How we identify ourselves at a backend. The secret never leaves the process otherwise. */
export type BackendAuth =
  | { readonly kind: 'none' }
  /** `Authorization: Bearer <token>` */
  | { readonly kind: 'bearer'; readonly token: string }
  /** `Authorization: Basic`; no colon in `user`. */
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  /** Any one header, e.g. `X-API-Key`. */
  | { readonly kind: 'header'; readonly name: string; readonly value: string };

/** What is particular about TLS to a backend, without the client's key. */
export interface PlainTls {
  /** Certificates to trust instead of the system's, PEM. */
  readonly ca: string | null;
  /** Our certificate and its chain, PEM. */
  readonly clientCert: string | null;
  /** Name to ask for and to verify instead of the URL's host. */
  readonly serverName: string | null;
  /** Trusts whoever answers. */
  readonly insecureSkipVerify: boolean;
}

/** TLS to a backend; `clientKey` is there exactly when `clientCert` is. */
export interface BackendTls extends PlainTls {
  /** PEM, not encrypted. */
  readonly clientKey: string | null;
}

/** The place of the embedded stores, where others have their URL. Nothing is sent there over a network. */
export const EMBEDDED_URL = 'embedded://local';

/** A store as a cluster registers it; asked over HTTP, but for the embedded ones. */
export interface Backend<Kind extends BackendKind = BackendKind> {
  readonly kind: Kind;
  /** http or https, without credentials, query, fragment and final slash; or `EMBEDDED_URL`. */
  readonly url: string;
  /** 1 to 300,000. */
  readonly timeoutMs: number;
  readonly auth: BackendAuth;
  readonly tls: BackendTls;
}

/** A backend without its secrets. */
export type Plain<B extends Backend> = Omit<B, 'auth' | 'tls'> & {
  readonly auth: PlainAuth;
  readonly tls: PlainTls;
};

/** TLS as the system does it, and as what it trusts. */
export const DEFAULT_TLS: BackendTls = {
  ca: null,
  clientCert: null,
  clientKey: null,
  serverName: null,
  insecureSkipVerify: false,
};
