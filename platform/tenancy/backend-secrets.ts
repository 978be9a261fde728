import { AppError } from '../errors/app-error.ts';
import { assertNever } from '../model/assert-never.ts';
import type { Backend, BackendAuth, Plain, PlainAuth } from './cluster-backend.ts';
import type { SecretSealer } from './secret-sealer.ts';

/** What the envelope of a backend holds, as JSON. */
interface BackendSecrets {
  /** Bearer token, password or header value; null for `none`. */
  readonly auth: string | null;
  readonly clientKey: string | null;
}

/** Where the secrets of one backend of a cluster are stored. */
export function backendSecretsPlace(cluster: string, backend: 'metrics' | 'logs'): string {
  return `cluster/${cluster}/${backend}-secrets`;
}

/** The backend as it may be shown. */
export function plainBackend<B extends Backend>(backend: B): Plain<B> {
  const { auth, tls, ...rest } = backend;
  const { clientKey: _, ...plainTls } = tls;
  return { ...rest, auth: plainAuth(auth), tls: plainTls };
}

/** @returns the envelope; null when the backend has no secrets. */
export function sealBackend(backend: Backend, place: string, sealer: SecretSealer): string | null {
  const secrets = secretsOf(backend);
  if (secrets.auth === null && secrets.clientKey === null) return null;
  return sealer.seal(JSON.stringify(secrets), place);
}

/**
 * The backend with its secrets.
 * @throws AppError `internal` when the envelope does not open, or does not fit the backend.
 */
export function openBackend<B extends Backend>(
  plain: Plain<B>,
  sealed: string | null,
  place: string,
  sealer: SecretSealer,
): Omit<B, 'auth' | 'tls'> & Pick<Backend, 'auth' | 'tls'> {
  const secrets =
    sealed === null ? NO_SECRETS : readSecrets(JSON.parse(sealer.open(sealed, place)));
  const isWhole =
    (secrets.auth === null) === (plain.auth.kind === 'none') &&
    (secrets.clientKey === null) === (plain.tls.clientCert === null);
  if (!isWhole) throw new AppError('internal', `The secrets of ${place} do not fit its settings.`);
  const auth = withSecret(plain.auth, secrets.auth ?? '');
  return { ...plain, auth, tls: { ...plain.tls, clientKey: secrets.clientKey } };
}

/** The one secret of each way to identify oneself; null for `none`. */
export function authSecret(auth: BackendAuth): string | null {
  switch (auth.kind) {
    case 'none':
      return null;
    case 'bearer':
      return auth.token;
    case 'basic':
      return auth.password;
    case 'header':
      return auth.value;
    default:
      return assertNever(auth);
  }
}

export function withSecret(auth: PlainAuth, secret: string): BackendAuth {
  switch (auth.kind) {
    case 'none':
      return { kind: 'none' };
    case 'bearer':
      return { kind: 'bearer', token: secret };
    case 'basic':
      return { kind: 'basic', user: auth.user, password: secret };
    case 'header':
      return { kind: 'header', name: auth.name, value: secret };
    default:
      return assertNever(auth);
  }
}

export function plainAuth(auth: PlainAuth): PlainAuth {
  switch (auth.kind) {
    case 'none':
    case 'bearer':
      return { kind: auth.kind };
    case 'basic':
      return { kind: 'basic', user: auth.user };
    case 'header':
      return { kind: 'header', name: auth.name };
    default:
      return assertNever(auth);
  }
}

const NO_SECRETS: BackendSecrets = { auth: null, clientKey: null };

function secretsOf({ auth, tls }: Backend): BackendSecrets {
  return { auth: authSecret(auth), clientKey: tls.clientKey };
}

function readSecrets(value: unknown): BackendSecrets {
  if (typeof value !== 'object' || value === null) return NO_SECRETS;
  const read = (name: string): string | null => {
    const text: unknown = Reflect.get(value, name);
    return typeof text === 'string' ? text : null;
  };
  return { auth: read('auth'), clientKey: read('clientKey') };
}
