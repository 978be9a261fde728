import type { ErrorDetail } from '../errors/app-error.ts';
import { authSecret, plainAuth, withSecret } from './backend-secrets.ts';
import {
  type Backend,
  type BackendAuth,
  type BackendKind,
  type BackendTls,
  DEFAULT_TLS,
  EMBEDDED_URL,
} from './cluster-backend.ts';
import { check, findings } from './field-checks.ts';
import { normalizeBaseUrl } from './normalize-base-url.ts';

/** How we identify ourselves; a secret that is left out is kept as it is. */
export type AuthFields =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token?: string | undefined }
  | { readonly kind: 'basic'; readonly user: string; readonly password?: string | undefined }
  | { readonly kind: 'header'; readonly name: string; readonly value?: string | undefined };

/** What is left out is as `DEFAULT_TLS`, but the client's key, which is kept. */
export interface TlsFields {
  readonly ca?: string | null | undefined;
  readonly clientCert?: string | null | undefined;
  readonly clientKey?: string | undefined;
  readonly serverName?: string | null | undefined;
  readonly insecureSkipVerify?: boolean | undefined;
}

/** What is said about a backend. Optional members that are left out stay as they are. */
export interface BackendFields<Kind extends BackendKind> {
  readonly kind?: Kind | undefined;
  /** Not needed for the embedded store. */
  readonly url?: string | undefined;
  readonly timeoutMs: number;
  readonly auth?: AuthFields | undefined;
  readonly tls?: TlsFields | undefined;
}

export interface ResolvedBackend<Kind extends BackendKind> {
  /** A secret that is missing is empty text, which `checkBackend` refuses. */
  readonly backend: Backend<Kind>;
  /** Kept secrets that must be given again. */
  readonly findings: readonly ErrorDetail[];
}

/**
 * The backend that the fields mean, with what they leave out taken from the one before. Stored secrets
 * are write-only: they are kept only as long as they go to the same server, verified in the same way.
 */
export function resolveBackend<Kind extends BackendKind>(
  fields: BackendFields<Kind>,
  before: Backend<Kind> | null,
  defaultKind: Kind,
  at: string,
): ResolvedBackend<Kind> {
  const auth = resolveAuth(fields.auth, before?.auth ?? { kind: 'none' });
  const tls = resolveTls(fields.tls, before?.tls ?? DEFAULT_TLS);
  const kind = fields.kind ?? before?.kind ?? defaultKind;
  const backend: Backend<Kind> = {
    kind,
    url: resolveUrl(kind, fields.url ?? ''),
    timeoutMs: fields.timeoutMs,
    auth,
    tls,
  };
  const why = before === null ? null : whyNotKept(before, backend);
  const keepsAuth = givenSecret(fields.auth) === undefined && (authSecret(auth) ?? '') !== '';
  const keepsKey = fields.tls?.clientKey === undefined && (tls.clientKey ?? '') !== '';
  return {
    backend,
    findings: findings(
      check(why === null || !keepsAuth, authSecretPath(auth, at), `give it again, because ${why}`),
      check(why === null || !keepsKey, `${at}/tls/clientKey`, `give it again, because ${why}`),
    ),
  };
}

function resolveUrl(kind: BackendKind, url: string): string {
  if (kind === 'embedded' && url === '') return EMBEDDED_URL;
  return normalizeBaseUrl(url) ?? url;
}

/** JSON pointer of the secret, below that of the backend. */
export function authSecretPath({ kind }: BackendAuth, at: string): string {
  const member = { none: '', bearer: '/token', basic: '/password', header: '/value' }[kind];
  return `${at}/auth${member}`;
}

function givenSecret(auth: AuthFields | undefined): string | undefined {
  if (auth === undefined || auth.kind === 'none') return undefined;
  if (auth.kind === 'bearer') return auth.token;
  return auth.kind === 'basic' ? auth.password : auth.value;
}

/** A secret is kept for the same kind and the same user or header only. */
function resolveAuth(fields: AuthFields | undefined, before: BackendAuth): BackendAuth {
  if (fields === undefined) return before;
  const given = givenSecret(fields);
  if (given !== undefined) return withSecret(fields, given);
  const isSame = JSON.stringify(plainAuth(fields)) === JSON.stringify(plainAuth(before));
  return withSecret(fields, isSame ? (authSecret(before) ?? '') : '');
}

function resolveTls(fields: TlsFields | undefined, before: BackendTls): BackendTls {
  if (fields === undefined) return before;
  const { ca = null, clientCert = null, serverName = null, insecureSkipVerify = false } = fields;
  const kept = before.clientKey ?? '';
  const clientKey = fields.clientKey ?? (clientCert === null ? null : kept);
  return { ca, clientCert, clientKey, serverName, insecureSkipVerify };
}

function whyNotKept(before: Backend, after: Backend): string | null {
  if (originOf(before.url) !== originOf(after.url)) return 'the URL now names another server';
  const isVerifiedAlike =
    before.tls.ca === after.tls.ca &&
    before.tls.serverName === after.tls.serverName &&
    before.tls.insecureSkipVerify === after.tls.insecureSkipVerify;
  return isVerifiedAlike ? null : 'the server is now verified in another way';
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}
