import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import type {
  Authentication,
  IntakeAuthentication,
  UnauthenticatedReason,
} from '../../platform/identity/authentication.ts';
import type { Authenticator, KnownCredential } from '../../platform/identity/authenticator.ts';
import type { ViewerClaim } from '../../platform/identity/credentials.ts';
import { viewerError } from '../../platform/identity/viewer-error.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import { checkOrigin, type OriginFacts } from '../../platform/security/origin-check.ts';
import type { CallerSource } from './gate.ts';
import { type Caller, refuseFirstPassword } from './request-context.ts';
import { readSessionCookie } from './session-cookie.ts';

const UNKNOWN = { kind: 'unauthenticated', reason: 'unknown' } as const;

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const REASONS: Readonly<Record<UnauthenticatedReason, string>> = {
  missing:
    'sign in, or send an API token (Authorization: Bearer …, or Basic with the token as password)',
  malformed:
    'the credentials are not of a form that is accepted; send Authorization: Bearer <token>',
  unknown: 'the session or token is not known (any more); sign in again or make a new token',
  expired: 'the session or token has expired; sign in again or make a new token',
  revoked: 'the token was revoked; make a new one',
  stale: 'what the token was made for no longer exists',
};

/** The part of a request that says who sent it. */
interface RequestHead {
  readonly headers: IncomingHttpHeaders;
  readonly socket: object;
}

/** What is known of credentials without their secrets. */
type TicketAuthenticator = Pick<Authenticator, 'credentialOf' | 'authenticateAs'>;

/** Turns requests into callers by session cookie or token; checks the origin of unsafe ones. */
export class Callers implements CallerSource {
  readonly #authenticator: Pick<Authenticator, 'authenticate'>;
  readonly #tickets: TicketAuthenticator | null;
  readonly #publicUrl: () => string;

  /** @param tickets null where none are taken: in workers */
  constructor(
    authenticator: Pick<Authenticator, 'authenticate'>,
    publicUrl: () => string,
    tickets: TicketAuthenticator | null = null,
  ) {
    this.#tickets = tickets;
    this.#authenticator = authenticator;
    this.#publicUrl = publicUrl;
  }

  /** Answers without waiting when the credentials are in memory. */
  callerOf(request: FastifyRequest): Caller | Promise<Caller> {
    const found = this.#authenticate(request);
    return found instanceof Promise
      ? found.then((one) => this.#caller(request, one))
      : this.#caller(request, found);
  }

  /**
   * The caller behind a WebSocket upgrade. Browsers open any site's sockets with the cookie, or with
   * the Basic credentials that somebody once typed in, so the origin is checked as for unsafe methods.
   * @param ticketed what a ticket stands for, instead of what the request brings
   */
  async callerOfUpgrade(
    request: IncomingMessage,
    ticketed: KnownCredential | null = null,
  ): Promise<Caller> {
    const found = await (ticketed === null
      ? this.#authenticate(request)
      : (this.#tickets?.authenticateAs(ticketed) ?? UNKNOWN));
    this.#refuseForeign(request, found);
    const caller = this.#toCaller(found);
    refuseFirstPassword(caller);
    return caller;
  }

  /** The intake token of a request; anything else is refused. */
  async intakeOf(request: FastifyRequest): Promise<IntakeAuthentication> {
    const found = await this.#authenticate(request);
    if (found.kind === 'intake-token') return found;
    if (found.kind === 'unauthenticated')
      throw new AppError('unauthenticated', REASONS[found.reason]);
    throw new AppError(
      'scope_denied',
      'alerts are posted with an intake token (kind cluster-intake or environment-intake)',
    );
  }

  /** Refuses unsafe requests of a browser that come from a foreign page. */
  refuseForeignOrigin(request: RequestHead, credential: OriginFacts['credential']): void {
    const { origin, host } = request.headers;
    const decision = checkOrigin({ origin, host, credential }, this.#publicUrl());
    if (decision.kind === 'refused') {
      throw new AppError(
        'scope_denied',
        `refused: ${decision.reason}; the request must come from this service's own pages`,
      );
    }
  }

  /** What a ticket is made out to; null: nothing that could be known. */
  credentialOf(request: FastifyRequest): KnownCredential | null {
    return this.#tickets?.credentialOf(credentialsIn(request)) ?? null;
  }

  #authenticate(request: RequestHead): Authentication | Promise<Authentication> {
    return this.#authenticator.authenticate(credentialsIn(request));
  }

  #caller(request: FastifyRequest, found: Authentication): Caller {
    if (!SAFE_METHODS.has(request.method)) this.#refuseForeign(request, found);
    return this.#toCaller(found);
  }

  /** What a browser sends of its own accord: the cookie, and Basic credentials once it knows them. */
  #refuseForeign(request: RequestHead, found: Authentication): void {
    if (found.kind === 'session') this.refuseForeignOrigin(request, 'cookie');
    else if (isBasic(request)) this.refuseForeignOrigin(request, 'basic');
  }

  #toCaller(found: Authentication): Caller {
    switch (found.kind) {
      case 'session':
        return {
          principal: found.principal,
          session: found,
          mustChangePassword: found.mustChangePassword,
          expiresAtMs: found.expiresAtMs,
        };
      case 'token':
        return {
          principal: found.principal,
          session: null,
          mustChangePassword: false,
          expiresAtMs: found.expiresAtMs,
        };
      case 'no-viewer':
        throw viewerError(found);
      case 'intake-token':
        throw new AppError('scope_denied', 'an intake token can only post alerts');
      case 'unauthenticated':
        throw new AppError('unauthenticated', REASONS[found.reason]);
      default:
        return assertNever(found);
    }
  }
}

function credentialsIn({ headers, socket }: RequestHead) {
  const { authorization, cookie } = headers;
  return authorization === undefined
    ? { sessionCookie: readSessionCookie(cookie) }
    : { authorization, viewer: viewerIn(headers), connection: socket };
}

function isBasic({ headers }: RequestHead): boolean {
  return headers.authorization?.slice(0, 6).toLowerCase() === 'basic ';
}

/** What Grafana says beside a token; two headers of a name are one with a comma, and nobody's name. */
function viewerIn(headers: IncomingHttpHeaders): ViewerClaim | undefined {
  const user = onlyText(headers['x-grafana-user']);
  const signed = onlyText(headers['x-grafana-id']);
  return user === undefined && signed === undefined ? undefined : { user, signed };
}

function onlyText(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}
