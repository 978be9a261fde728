import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { ErrorDetail } from '../errors/app-error.ts';
import { assertNever } from '../model/assert-never.ts';
import { authSecretPath } from './backend-fields.ts';
import {
  type Backend,
  type BackendAuth,
  type BackendTls,
  EMBEDDED_URL,
} from './cluster-backend.ts';
import { type Check, check, findings, show } from './field-checks.ts';
import { checkSettableHeader, HEADER_VALUE } from './header-checks.ts';
import { normalizeBaseUrl } from './normalize-base-url.ts';

const MAX_TIMEOUT_MS = 300_000;
const MAX_PEM_LENGTH = 256 * 1024;

/** What is wrong with a backend, its secrets included (which no message holds). */
export function checkBackend(backend: Backend, at: string): readonly ErrorDetail[] {
  const { kind, url, timeoutMs, auth, tls } = backend;
  const isEmbedded = kind === 'embedded';
  const isTime = Number.isSafeInteger(timeoutMs) && timeoutMs >= 1;
  return findings(
    check(
      isEmbedded || normalizeBaseUrl(url) !== undefined,
      `${at}/url`,
      'expected an http or https URL without user, password, query and fragment',
    ),
    check(
      !isEmbedded || url === EMBEDDED_URL,
      `${at}/url`,
      'the embedded store has no URL; leave it out',
    ),
    check(
      !isEmbedded || auth.kind === 'none',
      `${at}/auth`,
      'the embedded store takes no credentials; leave them out',
    ),
    check(
      isTime && timeoutMs <= MAX_TIMEOUT_MS,
      `${at}/timeout`,
      'expected more than 0 and at most 5m',
    ),
    checkAuth(auth, at),
    checkTls(tls, url, `${at}/tls`),
  );
}

export const BEARER_TOKEN_FORM = 'expected 1 to 4096 visible ASCII characters';

export function isBearerToken(text: string): boolean {
  return /^[\x21-\x7e]{1,4096}$/.test(text);
}

function checkAuth(auth: BackendAuth, at: string): readonly ErrorDetail[] {
  const path = authSecretPath(auth, at);
  switch (auth.kind) {
    case 'none':
      return [];
    case 'bearer': {
      return findings(check(isBearerToken(auth.token), path, BEARER_TOKEN_FORM));
    }
    case 'basic':
      return findings(
        check(
          /^[^\p{Cc}\p{Cs}:]{1,200}$/u.test(auth.user),
          `${at}/auth/user`,
          'expected 1 to 200 printable characters without a colon',
        ),
        check(
          /^[^\p{Cc}\p{Cs}]{1,4096}$/u.test(auth.password),
          path,
          'expected 1 to 4096 printable characters; a password is kept for the same user only',
        ),
      );
    case 'header':
      return findings(
        checkSettableHeader(auth.name, `${at}/auth/name`),
        check(
          auth.value.length <= 4096 && HEADER_VALUE.test(auth.value),
          path,
          'expected 1 to 4096 visible ASCII characters, spaces inside; a value is kept for the same header only',
        ),
      );
    default:
      return assertNever(auth);
  }
}

function checkTls(tls: BackendTls, url: string, at: string): readonly ErrorDetail[] {
  const { ca, clientCert, clientKey, serverName, insecureSkipVerify } = tls;
  const isPlain = ca === null && clientCert === null && serverName === null && !insecureSkipVerify;
  return findings(
    check(isPlain || url.startsWith('https:'), at, 'TLS needs an https URL'),
    check(
      ca === null || areCertificates(ca),
      `${at}/ca`,
      `expected certificates as PEM text of at most ${MAX_PEM_LENGTH} characters`,
    ),
    check(
      serverName === null || /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})$/.test(serverName),
      `${at}/serverName`,
      `expected the name of a host, got ${show(serverName ?? '')}`,
    ),
    ...checkPair(clientCert, clientKey, at),
  );
}

function checkPair(cert: string | null, key: string | null, at: string): readonly Check[] {
  if (cert === null) {
    return [check(key === null, `${at}/clientCert`, 'clientKey needs clientCert beside it')];
  }
  if (!areCertificates(cert)) {
    const message = `expected a certificate and its chain as PEM text of at most ${MAX_PEM_LENGTH} characters`;
    return [check(false, `${at}/clientCert`, message)];
  }
  const message = 'expected the key of clientCert, not encrypted, as PEM text';
  return [check(key !== null && isKeyOf(cert, key), `${at}/clientKey`, message)];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function areCertificates(pem: string): boolean {
  if (pem.length > MAX_PEM_LENGTH) return false;
  const blocks = pem.match(CERTIFICATE) ?? [];
  return blocks.length > 0 && blocks.every((block) => parsed(() => new X509Certificate(block)));
}

function isKeyOf(cert: string, key: string): boolean {
  if (key.length > MAX_PEM_LENGTH) return false;
  return parsed(() => new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)));
}

/** False when it throws, which is how node:crypto says that a text is no such thing. */
function parsed(parse: () => unknown): boolean {
  try {
    return Boolean(parse());
  } catch {
    return false;
  }
}
