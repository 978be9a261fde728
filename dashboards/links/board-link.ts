import { createHmac, timingSafeEqual } from 'node:crypto';
import { DNS_LABEL_PATTERN } from '../../platform/model/dns-label.ts';
import { ULID_PATTERN } from '../../platform/model/ulid-pattern.ts';
import { PLATFORM, parseScopeName } from '../../platform/tenancy/scope-name.ts';

/**
 * - `embed`: a page for frames of other sites, on which range, theme and variables may be chosen.
 * - `render`: one picture, of exactly what the link says.
 */
export type BoardLinkKind = 'embed' | 'render';

/** Who gave a link away: what it shows is what they may see when it is opened. */
export interface LinkGiver {
  readonly kind: 'user' | 'token';
  /** ULID. */
  readonly id: string;
  /** Of a token: tenant, or `_platform`; of a user, empty. */
  readonly owner: string;
}

/** A dashboard, or a panel of it, for who holds the link. Instants are Unix milliseconds, whole seconds. */
export interface BoardLink {
  readonly kind: BoardLinkKind;
  /** Tenant, or `_platform`: whose dashboard. */
  readonly owner: string;
  /** Scope that its questions are asked in. */
  readonly scope: string;
  readonly uid: string;
  /** Null: the whole dashboard. */
  readonly panelId: number | null;
  readonly giver: LinkGiver;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** Sites that may frame it, e.g. `https://portal.example`; empty: none but ours. */
  readonly origins: readonly string[];
  /** `from`, `to`, `theme`, `var-…` and so on that are chosen by the giver and by nobody else. */
  readonly fixed: readonly (readonly [string, string])[];
}

export const BOARD_LINK_LIMITS = {
  origins: 10,
  originChars: 200,
  fixed: 40,
  fixedChars: 1_000,
  tokenChars: 8_192,
} as const;

const OWNER = new RegExp(`^${PLATFORM}$|${DNS_LABEL_PATTERN}`);
const ULID = new RegExp(ULID_PATTERN);
const UID = /^[A-Za-z0-9_-]{1,40}$/;
const TOKEN = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/;

/** The link as text for an address: what it says, readable, and a signature (HMAC-SHA-256). */
export function printBoardLink(link: BoardLink, key: Uint8Array): string {
  const { giver } = link;
  const claims = [
    ...[1, link.kind, link.owner, link.scope, link.uid, link.panelId],
    ...[giver.kind, giver.id, giver.owner],
    ...[Math.floor(link.issuedAtMs / 1_000), Math.floor(link.expiresAtMs / 1_000)],
    ...[link.origins, link.fixed],
  ];
  const text = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${text}.${macOf(text, key)}`;
}

/**
 * @param keys any of them may have signed it
 * @returns undefined for what nobody has signed; whether it has expired is for the caller
 */
export function readBoardLink(token: string, keys: readonly Uint8Array[]): BoardLink | undefined {
  if (token.length > BOARD_LINK_LIMITS.tokenChars || !TOKEN.test(token)) return undefined;
  const [text = '', mac = ''] = token.split('.');
  const given = Buffer.from(mac);
  const isGenuine = keys.some((key) => timingSafeEqual(Buffer.from(macOf(text, key)), given));
  return isGenuine
    ? linkOf(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
    : undefined;
}

/** Only what a signature stands for comes here; what another version wrote is not understood. */
function linkOf(claims: unknown): BoardLink | undefined {
  if (!Array.isArray(claims) || claims.length !== 13 || claims[0] !== 1) return undefined;
  const [, kind, owner, scope, uid, panelId, giverKind, giverId, giverOwner, issued, expires] =
    claims;
  const [origins, fixed] = claims.slice(11);
  const isRight =
    (kind === 'embed' || kind === 'render') &&
    (giverKind === 'user' || giverKind === 'token') &&
    [owner, scope, uid, giverId, giverOwner].every((one) => typeof one === 'string') &&
    OWNER.test(owner) &&
    UID.test(uid) &&
    ULID.test(giverId) &&
    parseScopeName(scope) !== undefined &&
    (panelId === null || Number.isSafeInteger(panelId)) &&
    Number.isSafeInteger(issued) &&
    Number.isSafeInteger(expires) &&
    isTexts(origins) &&
    Array.isArray(fixed) &&
    fixed.every((pair) => isTexts(pair) && pair.length === 2);
  if (!isRight) return undefined;
  return {
    ...{ kind, owner, scope, uid, panelId, origins, fixed },
    giver: { kind: giverKind, id: giverId, owner: giverOwner },
    issuedAtMs: issued * 1_000,
    expiresAtMs: expires * 1_000,
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function macOf(text: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(`board-link ${text}`).digest('base64url');
}
