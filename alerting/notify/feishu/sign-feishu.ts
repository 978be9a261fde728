import { createHmac } from 'node:crypto';

/** `timestamp` and `sign` of a body: HMAC-SHA256 of nothing, with `<seconds>\n<secret>` as key. */
export function signFeishu(
  secret: string,
  nowMs: number,
): { readonly timestamp: string; readonly sign: string } {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const sign = createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64');
  return { timestamp, sign };
}
