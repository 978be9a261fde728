import { createHash } from 'node:crypto';
import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import { checkRequest } from '../../../platform/outbound/request-check.ts';
import type { ChannelSettings } from '../../channels/channel.ts';
import type { ChannelKind, ChannelSecrets } from '../channel-kind.ts';
import { givenText } from '../given-fields.ts';

export interface UrlRule {
  /** What its path must look like. */
  readonly path?: RegExp;
  /** A parameter that it must have. */
  readonly parameter?: string;
  /** How one looks, for people. */
  readonly example: string;
}

export type CheckedUrl =
  | { readonly kind: 'valid'; readonly url: URL; readonly text: string }
  | { readonly kind: 'invalid'; readonly findings: readonly ErrorDetail[] };

/** The URL of a robot, given or kept. It is the credential: it may travel over TLS only. */
export function checkServiceUrl(
  given: ChannelSettings,
  kept: ChannelSecrets | undefined,
  rule: UrlRule,
): CheckedUrl {
  const text = givenText(given, 'url') ?? kept?.url;
  const invalid = (message: string): CheckedUrl => ({
    kind: 'invalid',
    findings: [{ path: '/url', message }],
  });
  if (text === undefined) return invalid(`expected the URL of the robot, such as ${rule.example}`);
  if (text.length > 2_048) return invalid('at most 2048 characters');
  const url = checkRequest(text, {});
  if (!(url instanceof URL)) return invalid(url.message);
  const isLike =
    (rule.path?.test(url.pathname) ?? true) &&
    (rule.parameter === undefined || (url.searchParams.get(rule.parameter) ?? '') !== '');
  return isLike ? { kind: 'valid', url, text } : invalid(`expected a URL such as ${rule.example}`);
}

/** Checks the settings of a kind that has its URL and nothing else. */
export function checkUrlAlone(rule: UrlRule): ChannelKind['check'] {
  return (given, kept) => {
    const checked = checkServiceUrl(given, kept, rule);
    if (checked.kind === 'invalid') return checked;
    const { url, text } = checked;
    return { kind: 'valid', settings: {}, secrets: { url: text }, target: url.host };
  };
}

/** Host, and a hash of what names the robot there: nothing can be sent with it. */
export function destinationKeyOf(host: string, credential: string): string {
  const hash = createHash('sha256').update(`destination:${credential}`).digest('hex');
  return `${host}/${hash.slice(0, 24)}`;
}

/** Of a kind whose credential is its URL. */
export function urlDestinationKey(
  _settings: ChannelSettings,
  { url = '' }: ChannelSecrets,
): string {
  return destinationKeyOf(URL.canParse(url) ? new URL(url).host : '', url);
}
