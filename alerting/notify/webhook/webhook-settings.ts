import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import { checkRequest } from '../../../platform/outbound/request-check.ts';
import type { ChannelSettings } from '../../channels/channel.ts';
import type { ChannelSecrets, CheckedSettings } from '../channel-kind.ts';
import { givenList, givenText } from '../given-fields.ts';
import { readHeaders, refusalOf } from './webhook-headers.ts';

/** Inclusive; also what holds when a channel names no limit. */
export const MAX_BODY_BYTES = 1_048_576;
export const MIN_BODY_BYTES = 4_096;

type Findings = ErrorDetail[];

/**
 * A webhook's fields. A new secret while there is another begins a rotation: both sign until the old
 * one is cleared. Kept headers go to no other origin than they were given for.
 */
export function checkWebhook(
  given: ChannelSettings,
  kept: ChannelSecrets | undefined,
): CheckedSettings {
  const findings: Findings = [];
  const url = urlOf(given, kept, findings);
  const secrets = {
    ...keysOf(given, kept, findings),
    ...headersOf(given, kept, url, findings),
    ...certificateOf(given, kept, findings),
  };
  const settings = settingsOf(given, secrets.headers, findings);
  if (findings.length > 0 || url === null) return { kind: 'invalid', findings };
  return {
    kind: 'valid',
    settings,
    secrets: { url: url.text, ...secrets },
    target: url.parsed.host,
  };
}

interface GivenUrl {
  readonly text: string;
  readonly parsed: URL;
}

function urlOf(
  given: ChannelSettings,
  kept: ChannelSecrets | undefined,
  findings: Findings,
): GivenUrl | null {
  const text = givenText(given, 'url') ?? kept?.url;
  const parsed = text === undefined ? undefined : checkRequest(text, {});
  if (text !== undefined && text.length <= 2_048 && parsed instanceof URL) return { text, parsed };
  const message =
    text === undefined
      ? 'a webhook needs its URL'
      : text.length > 2_048
        ? 'at most 2048 characters'
        : parsed instanceof URL || parsed === undefined
          ? 'expected a URL'
          : parsed.message;
  findings.push({ path: '/url', message });
  return null;
}

function keysOf(
  given: ChannelSettings,
  kept: ChannelSecrets | undefined,
  findings: Findings,
): ChannelSecrets {
  const fresh = givenText(given, 'secret');
  const secret = fresh ?? kept?.secret;
  if (secret === undefined) return {};
  if (secret.length < 16 || secret.length > 256) {
    findings.push({ path: '/secret', message: 'expected 16 to 256 characters' });
  }
  const isReplaced = kept?.secret !== undefined && kept.secret !== secret;
  const previous = isReplaced ? kept.secret : kept?.previousSecret;
  return { secret, ...(previous === undefined ? {} : { previousSecret: previous }) };
}

function headersOf(
  given: ChannelSettings,
  kept: ChannelSecrets | undefined,
  url: GivenUrl | null,
  findings: Findings,
): { readonly headers?: string } {
  const lines = givenList(given, 'headers');
  if (lines === undefined) {
    if (kept?.headers === undefined) return {};
    const isSame = kept.url !== undefined && originOf(kept.url) === url?.parsed.origin;
    if (isSame) return { headers: kept.headers };
    const message = 'the URL leads elsewhere now; give the headers again, or none';
    findings.push({ path: '/headers', message });
    return {};
  }
  const read = readHeaders(lines);
  if (read.kind === 'invalid') {
    findings.push(...read.findings);
    return {};
  }
  return lines.length === 0 ? {} : { headers: JSON.stringify(read.headers) };
}

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}

function certificateOf(
  given: ChannelSettings,
  kept: ChannelSecrets | undefined,
  findings: Findings,
): ChannelSecrets {
  const certificate = givenText(given, 'clientCertificate') ?? kept?.clientCertificate;
  const key = givenText(given, 'clientKey') ?? kept?.clientKey;
  if (certificate === undefined && key === undefined) return {};
  if (certificate === undefined || key === undefined) {
    const path = certificate === undefined ? '/clientCertificate' : '/clientKey';
    findings.push({ path, message: 'a certificate and its key go together' });
    return {};
  }
  const problem = pairProblem(certificate, key);
  if (problem !== null) findings.push(problem);
  return { clientCertificate: certificate, clientKey: key };
}

function pairProblem(certificate: string, key: string): ErrorDetail | null {
  const parsed = attempt(() => new X509Certificate(certificate));
  if (parsed === null) return { path: '/clientCertificate', message: 'expected a PEM certificate' };
  const privateKey = attempt(() => createPrivateKey(key));
  if (privateKey === null) {
    return { path: '/clientKey', message: 'expected a PEM private key without a passphrase' };
  }
  const isPair = parsed.checkPrivateKey(privateKey);
  return isPair ? null : { path: '/clientKey', message: 'the key is not that of the certificate' };
}

/** Null for what cannot be read. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    // Told by the finding; the message of the library may hold parts of the key.
    return null;
  }
}

function settingsOf(
  given: ChannelSettings,
  headers: string | undefined,
  findings: Findings,
): ChannelSettings {
  const format = givenText(given, 'format') ?? 'tocsin';
  const maxBytes = givenText(given, 'maxBytes');
  const ca = givenText(given, 'ca');
  const hmacHeader = givenText(given, 'hmacHeader');
  const hmacTimestampHeader = givenText(given, 'hmacTimestampHeader');
  const say = (isWrong: boolean, path: string, message: string) => {
    if (isWrong) findings.push({ path, message });
  };
  say(format !== 'tocsin' && format !== 'alertmanager-v4', '/format', 'not a form of bodies');
  const bytes = maxBytes === undefined ? MAX_BODY_BYTES : Number(maxBytes);
  const isInRange = Number.isInteger(bytes) && bytes >= MIN_BODY_BYTES && bytes <= MAX_BODY_BYTES;
  say(!isInRange, '/maxBytes', `expected ${MIN_BODY_BYTES} to ${MAX_BODY_BYTES}`);
  const isCa = ca === undefined || attempt(() => new X509Certificate(ca)) !== null;
  say(!isCa, '/ca', 'expected a PEM certificate');
  for (const [field, name] of Object.entries({ hmacHeader, hmacTimestampHeader })) {
    const refusal = name === undefined ? null : refusalOf(name, 'x');
    say(refusal !== null, `/${field}`, refusal ?? '');
  }
  const names = headers === undefined ? [] : Object.keys(JSON.parse(headers));
  return {
    ...(format === 'tocsin' ? {} : { format }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(ca === undefined ? {} : { ca }),
    ...(hmacHeader === undefined ? {} : { hmacHeader }),
    ...(hmacTimestampHeader === undefined ? {} : { hmacTimestampHeader }),
    ...(names.length === 0 ? {} : { headerNames: names }),
  };
}
