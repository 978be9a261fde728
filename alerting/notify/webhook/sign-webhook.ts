import { createHmac } from 'node:crypto';
import type { ChannelSecrets } from '../channel-kind.ts';

const PREFIX = 'whsec_';

/**
 * `webhook-signature` of one attempt: `v1,<base64 of HMAC-SHA256 over "id.seconds.body">`.
 * A secret that begins with `whsec_` is the base64 of the key; any other text is the key itself.
 * @see https://github.com/standard-webhooks/standard-webhooks
 */
export function signWebhook(
  secret: string,
  id: string,
  timestampSeconds: number,
  body: string,
): string {
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestampSeconds}.${body}`);
  return `v1,${mac.digest('base64')}`;
}

function keyOf(secret: string): Buffer {
  return secret.startsWith(PREFIX)
    ? Buffer.from(secret.slice(PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8');
}

/** Hex of HMAC-SHA256 over the body, or over `seconds:body` when the time is sent along. */
export function hexSignature(
  secret: string,
  body: string,
  timestampSeconds: number | null,
): string {
  const mac = createHmac('sha256', keyOf(secret));
  if (timestampSeconds !== null) mac.update(`${timestampSeconds}:`);
  return mac.update(body).digest('hex');
}

export interface SignedRequest {
  readonly id: string;
  readonly timestampSeconds: number;
  readonly body: string;
  /** Where else a hex signature goes; null: nowhere. */
  readonly hmacHeader: string | null;
  /** Where the time of it goes; null: it is not part of it. */
  readonly hmacTimestampHeader: string | null;
}

/**
 * Headers that name the delivery and sign it. While a secret is being replaced both sign: the list of
 * Standard Webhooks holds both, and the hex signature of the old one comes in `<header>-Previous`.
 */
export function signatureHeaders(
  { secret, previousSecret }: ChannelSecrets,
  request: SignedRequest,
): Record<string, string> {
  const { id, timestampSeconds, body, hmacHeader, hmacTimestampHeader } = request;
  const keys = [secret, previousSecret].flatMap((key) => (key === undefined ? [] : [key]));
  const headers: Record<string, string> = {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
  };
  if (keys.length === 0) return headers;
  headers['webhook-signature'] = keys
    .map((key) => signWebhook(key, id, timestampSeconds, body))
    .join(' ');
  if (hmacHeader === null) return headers;
  if (hmacTimestampHeader !== null) headers[hmacTimestampHeader] = String(timestampSeconds);
  keys.forEach((key, index) => {
    const name = index === 0 ? hmacHeader : `${hmacHeader}-Previous`;
    headers[name] = hexSignature(key, body, hmacTimestampHeader === null ? null : timestampSeconds);
  });
  return headers;
}
