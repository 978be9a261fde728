import { hashSecretToken } from '../security/secret-token.ts';

/** Who looks, as Grafana says beside the token of a data source; heeded nowhere else. */
export interface ViewerClaim {
  /** `X-Grafana-User`: anybody with the token can write it. */
  readonly user?: string | undefined;
  /** `X-Grafana-Id`: a JWT of Grafana. */
  readonly signed?: string | undefined;
}

/** What a request brings; the transport has taken it apart already. */
export interface Credentials {
  /** Value of the session cookie. */
  readonly sessionCookie?: string | undefined;
  /** The Authorization header. It counts alone when it is there, even if it is wrong. */
  readonly authorization?: string | undefined;
  readonly viewer?: ViewerClaim | undefined;
  /** What the request came over; most say the same again and again. */
  readonly connection?: object | undefined;
}

/** `hash` is what is kept of the secret, see `hashSecretToken`. */
export type ReadCredentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'session'; readonly hash: string }
  | { readonly kind: 'token'; readonly hash: string };

/** Reads credentials, those that a connection repeats only once: a hash is felt on the hot path. */
export class CredentialReader {
  readonly #last = new WeakMap<
    object,
    { readonly header: string; readonly read: ReadCredentials }
  >();

  read(credentials: Credentials): ReadCredentials {
    const { authorization, connection } = credentials;
    if (authorization === undefined || connection === undefined)
      return readCredentials(credentials);
    const last = this.#last.get(connection);
    if (last?.header === authorization) return last.read;
    const read = readCredentials(credentials);
    this.#last.set(connection, { header: authorization, read });
    return read;
  }
}

/** Characters of a secret, inclusive. Declared tokens may look otherwise than those we make. */
const SECRET_CHARS = { min: 32, max: 512 } as const;

const VISIBLE = /^[\x21-\x7e]+$/;
const BASIC = /^[A-Za-z0-9+/]{4,2048}={0,2}$/;

/**
 * Reads `Authorization: Bearer <token>`, or `Basic` with the token as password (any user name), or
 * the session cookie. Scheme names count without regard to case (RFC 9110, 11.1).
 */
function readCredentials(credentials: Credentials): ReadCredentials {
  const { authorization, sessionCookie } = credentials;
  if (authorization !== undefined) return readAuthorization(authorization);
  if (sessionCookie === undefined || sessionCookie === '') return { kind: 'none' };
  return isSecret(sessionCookie)
    ? { kind: 'session', hash: hashSecretToken(sessionCookie) }
    : MALFORMED;
}

const MALFORMED: ReadCredentials = { kind: 'malformed' };

function readAuthorization(header: string): ReadCredentials {
  const space = header.indexOf(' ');
  if (space < 0) return MALFORMED;
  const scheme = header.slice(0, space).toLowerCase();
  const rest = header.slice(space + 1).trim();
  const secret = scheme === 'bearer' ? rest : scheme === 'basic' ? passwordOf(rest) : '';
  return isSecret(secret) ? { kind: 'token', hash: hashSecretToken(secret) } : MALFORMED;
}

/** RFC 7617: base64 of `user:password`; the user name holds no colon. */
function passwordOf(encoded: string): string {
  if (!BASIC.test(encoded)) return '';
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? '' : text.slice(colon + 1);
}

function isSecret(text: string): boolean {
  return text.length >= SECRET_CHARS.min && text.length <= SECRET_CHARS.max && VISIBLE.test(text);
}
