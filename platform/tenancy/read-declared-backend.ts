import type { SecretRef } from '../config/secret-ref.ts';
import type { ErrorDetail } from '../errors/app-error.ts';
import { assertNever } from '../model/assert-never.ts';
import { parseDurationMs } from '../model/duration.ts';
import type { BackendConfig } from './backend-config.ts';
import type { AuthFields, BackendFields, TlsFields } from './backend-fields.ts';
import type { BackendKind } from './cluster-backend.ts';
import { type ResolveSecret, secretAt } from './resolve-secret.ts';

export interface BackendReading {
  readonly resolve: ResolveSecret;
  /** What is wrong is added here. */
  readonly findings: ErrorDetail[];
}

/** Reads a backend of the file with its secrets; one that cannot be looked up is empty text. */
export function readBackend<Kind extends BackendKind>(
  config: BackendConfig & { readonly kind: Kind },
  at: string,
  reading: BackendReading,
): BackendFields<Kind> {
  const { kind, url, timeout } = config;
  return {
    kind,
    url,
    timeoutMs: parseDurationMs(timeout) ?? 0,
    auth: readAuth(config, at, reading),
    tls: config.tls && readTls(config.tls, `${at}/tls`, reading),
  };
}

/** `bearerToken` is short for `auth` of kind `bearer`. */
function readAuth(
  { auth, bearerToken }: BackendConfig,
  at: string,
  reading: BackendReading,
): AuthFields {
  if (bearerToken !== undefined) {
    if (auth !== undefined) {
      const message = 'auth is given as well; bearerToken is short for auth of kind bearer';
      reading.findings.push({ path: `${at}/bearerToken`, message });
    }
    return { kind: 'bearer', token: secret(bearerToken, `${at}/bearerToken`, reading) };
  }
  if (auth === undefined || auth.kind === 'none') return { kind: 'none' };
  switch (auth.kind) {
    case 'bearer':
      return { kind: auth.kind, token: secret(auth.token, `${at}/auth/token`, reading) };
    case 'basic': {
      const password = secret(auth.password, `${at}/auth/password`, reading);
      return { kind: auth.kind, user: auth.user, password };
    }
    case 'header': {
      const value = secret(auth.value, `${at}/auth/value`, reading);
      return { kind: auth.kind, name: auth.name, value };
    }
    default:
      return assertNever(auth);
  }
}

function readTls(
  tls: NonNullable<BackendConfig['tls']>,
  at: string,
  { resolve, findings }: BackendReading,
): TlsFields {
  const pem = (name: 'ca' | 'clientCert' | 'clientKey'): string | undefined => {
    const ref = tls[name];
    if (ref === undefined) return undefined;
    return secretAt(ref, `${at}/${name}`, resolve, findings, 'whole') ?? '';
  };
  return {
    ca: pem('ca'),
    clientCert: pem('clientCert'),
    clientKey: pem('clientKey'),
    serverName: tls.serverName,
    insecureSkipVerify: tls.insecureSkipVerify,
  };
}

function secret(ref: SecretRef, path: string, { resolve, findings }: BackendReading): string {
  return secretAt(ref, path, resolve, findings) ?? '';
}
