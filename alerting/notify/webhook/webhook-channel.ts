import type { Clock } from '../../../platform/clock/clock.ts';
import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import type { Outbound } from '../../../platform/outbound/outbound.ts';
import { checkRequest } from '../../../platform/outbound/request-check.ts';
import type { ChannelSettings } from '../../channels/channel.ts';
import type {
  ChannelKind,
  ChannelSecrets,
  CheckedSettings,
  OutgoingMessage,
  SendOutcome,
} from '../channel-kind.ts';
import { givenText, unknownFields } from '../given-fields.ts';
import { judgeAnswer } from './judge-answer.ts';
import { signWebhook } from './sign-webhook.ts';
import { webhookBody } from './webhook-body.ts';

export interface WebhookParts {
  /** With the policy for tenants: private addresses are refused unless allow-listed. */
  readonly outbound: Pick<Outbound, 'send'>;
  /** False for destinations whose answers are not shown to tenants. Must not reject. */
  readonly isPublic: (url: URL) => Promise<boolean>;
  readonly clock: Clock;
}

/** Generic webhook: our JSON, signed after Standard Webhooks. URL and HMAC key are secrets. */
export function webhookChannel(parts: WebhookParts): ChannelKind {
  return { name: 'webhook', check, send: (message, signal) => send(parts, message, signal) };
}

function check(given: ChannelSettings, kept: ChannelSecrets | undefined): CheckedSettings {
  const url = givenText(given, 'url') ?? kept?.url;
  const secret = givenText(given, 'secret') ?? kept?.secret;
  const findings: ErrorDetail[] = [...unknownFields(given, ['url', 'secret'])];
  const parsed = url === undefined ? undefined : checkRequest(url, {});
  if (url === undefined) findings.push({ path: '/url', message: 'a webhook needs its URL' });
  else if (url.length > 2_048) findings.push({ path: '/url', message: 'at most 2048 characters' });
  else if (!(parsed instanceof URL)) {
    findings.push({ path: '/url', message: parsed?.message ?? 'expected a URL' });
  }
  if (secret !== undefined && (secret.length < 16 || secret.length > 256)) {
    findings.push({ path: '/secret', message: 'expected 16 to 256 characters' });
  }
  if (findings.length > 0 || url === undefined || !(parsed instanceof URL)) {
    return { kind: 'invalid', findings };
  }
  return {
    kind: 'valid',
    settings: {},
    secrets: { url, ...(secret === undefined ? {} : { secret }) },
    target: parsed.host,
  };
}

async function send(
  { outbound, isPublic, clock }: WebhookParts,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const { url, secret } = message.secrets;
  if (url === undefined) {
    return { kind: 'drop', reason: 'webhook_without_url', detail: 'the channel has no URL' };
  }
  const body = webhookBody(message);
  const seconds = Math.floor(clock.nowMs() / 1_000);
  const result = await outbound.send({
    method: 'POST',
    url,
    body,
    signal,
    headers: {
      'Content-Type': 'application/json',
      'webhook-id': message.deliveryId,
      'webhook-timestamp': String(seconds),
      ...(secret === undefined
        ? {}
        : { 'webhook-signature': signWebhook(secret, message.deliveryId, seconds, body) }),
    },
  });
  const isError = result.kind === 'answered' && result.status >= 300;
  const showsBody = isError && URL.canParse(url) && (await isPublic(new URL(url)));
  return judgeAnswer(result, clock.nowMs(), showsBody);
}
