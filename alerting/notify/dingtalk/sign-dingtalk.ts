import { createHmac } from 'node:crypto';

/**
 * The robot's URL with `timestamp` and `sign`: the base64 of HMAC-SHA256 over `<ms>\n<secret>` with the
 * secret as key. The robot takes it for an hour, so that each attempt is signed anew.
 */
export function signDingtalk(url: string, secret: string, nowMs: number): string {
  const signed = new URL(url);
  const sign = createHmac('sha256', secret).update(`${nowMs}\n${secret}`).digest('base64');
  signed.searchParams.set('timestamp', String(nowMs));
  signed.searchParams.set('sign', sign);
  return signed.href;
}
