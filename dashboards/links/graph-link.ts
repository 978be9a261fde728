import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PanelRequest } from '../../alerting/notify/panel-image.ts';
import { DNS_LABEL_PATTERN } from '../../platform/model/dns-label.ts';
import { ULID_PATTERN } from '../../platform/model/ulid-pattern.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';

/** The graph of a rule around an incident, for who holds the link. Instants are whole seconds. */
export interface GraphLink {
  readonly request: PanelRequest;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

const OWNER = new RegExp(`^${PLATFORM}$|${DNS_LABEL_PATTERN}`);
const ULID = new RegExp(ULID_PATTERN);
const TOKEN = /^[A-Za-z0-9_-]{1,800}\.[A-Za-z0-9_-]{43}$/;

/** The link as text for an address, signed like `printBoardLink`, for another purpose. */
export function printGraphLink({ request, ...times }: GraphLink, key: Uint8Array): string {
  const { owner, incidentId, ruleId, startedAtMs, resolvedAtMs, language, timeZone } = request;
  const claims = [
    ...[1, owner, incidentId, ruleId, startedAtMs, resolvedAtMs, language, timeZone],
    ...[times.issuedAtMs / 1_000, times.expiresAtMs / 1_000],
  ];
  const text = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${text}.${macOf(text, key)}`;
}

/** @returns undefined for what nobody has signed; whether it has expired is for the caller */
export function readGraphLink(token: string, keys: readonly Uint8Array[]): GraphLink | undefined {
  if (!TOKEN.test(token)) return undefined;
  const [text = '', mac = ''] = token.split('.');
  const given = Buffer.from(mac);
  if (!keys.some((key) => timingSafeEqual(Buffer.from(macOf(text, key)), given))) return undefined;
  const claims: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  if (!Array.isArray(claims) || claims.length !== 10 || claims[0] !== 1) return undefined;
  const [, owner, incidentId, ruleId, startedAtMs, resolvedAtMs, language, timeZone] = claims;
  const [issued, expires] = claims.slice(8);
  const isRight =
    [owner, incidentId, timeZone].every((one) => typeof one === 'string') &&
    OWNER.test(owner) &&
    ULID.test(incidentId) &&
    (ruleId === null || typeof ruleId === 'string') &&
    (language === 'en' || language === 'zh') &&
    [startedAtMs, resolvedAtMs ?? 0, issued, expires].every(Number.isSafeInteger);
  if (!isRight) return undefined;
  return {
    request: { owner, incidentId, ruleId, startedAtMs, resolvedAtMs, language, timeZone },
    issuedAtMs: issued * 1_000,
    expiresAtMs: expires * 1_000,
  };
}

function macOf(text: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(`graph-link ${text}`).digest('base64url');
}
