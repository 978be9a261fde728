import { createHmac } from 'node:crypto';

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
  const key = secret.startsWith(PREFIX)
    ? Buffer.from(secret.slice(PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8');
  const mac = createHmac('sha256', key).update(`${id}.${timestampSeconds}.${body}`);
  return `v1,${mac.digest('base64')}`;
}
