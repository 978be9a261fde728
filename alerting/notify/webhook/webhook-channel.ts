import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TlsIdentity } from '../../../platform/outbound/tls-identity.ts';
import type { ChannelSettings } from '../../channels/channel.ts';
import type { OutgoingMessage, SendOutcome } from '../channel-kind.ts';
import { messageContent } from '../content/message-content.ts';
import { headline } from '../content/message-title.ts';
import { givenText } from '../given-fields.ts';
import type { KindDescription, KindSending } from '../kind-description.ts';
import type { ServiceParts } from '../service/post-service.ts';
import { urlDestinationKey } from '../service/service-url.ts';
import { alertmanagerBody } from './alertmanager-body.ts';
import { judgeAnswer } from './judge-answer.ts';
import { signatureHeaders } from './sign-webhook.ts';
import { webhookBody } from './webhook-body.ts';
import { WEBHOOK_FIELDS } from './webhook-fields.ts';
import { checkWebhook, MAX_BODY_BYTES } from './webhook-settings.ts';

/**
 * Generic webhook: our JSON or Alertmanager's, signed after Standard Webhooks and with a plain HMAC
 * where the receiver wants one. URL, keys, headers and client certificate are secrets.
 */
export const webhook: KindDescription = {
  name: 'webhook',
  title: { en: 'Webhook', zh: 'Webhook' },
  hint: {
    en: 'A signed JSON request to a URL of yours.',
    zh: '向你的 URL 发送带签名的 JSON 请求。',
  },
  icon: 'webhook',
  hasTexts: false,
  fields: WEBHOOK_FIELDS,
  contacts: [
    {
      // For gateways that send text messages or call.
      kind: 'phone',
      title: { en: 'Phone', zh: '电话' },
      pattern: /^\+?\d{5,20}$/,
      example: '+8613800000000',
    },
  ],
  sending: { by: 'service', create: webhookSending },
};

function webhookSending(parts: ServiceParts): KindSending {
  return {
    check: checkWebhook,
    destinationKey: urlDestinationKey,
    saysOfGroup: isAlertmanagers,
    write: (message) => ({
      title: headline(messageContent(message)),
      body: JSON.stringify(JSON.parse(bodyOf(message)), null, 2),
      isShortened: bodyOf(message) !== bodyOf(message, Number.POSITIVE_INFINITY),
      problems: [],
      format: 'json',
    }),
    send: (message, signal) => send(parts, message, signal),
  };
}

function bodyOf(message: OutgoingMessage, maxBytes = maxBytesOf(message)): string {
  return isAlertmanagers(message.settings)
    ? alertmanagerBody(message, maxBytes)
    : webhookBody(message, maxBytes);
}

function maxBytesOf({ settings }: OutgoingMessage): number {
  return Number(givenText(settings, 'maxBytes') ?? MAX_BODY_BYTES);
}

function isAlertmanagers(settings: ChannelSettings): boolean {
  return givenText(settings, 'format') === 'alertmanager-v4';
}

async function send(
  { outbound, isPublic, clock }: ServiceParts,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const { settings, secrets, deliveryId, notification } = message;
  const { url } = secrets;
  if (url === undefined) {
    return { kind: 'drop', reason: 'webhook_without_url', detail: 'the channel has no URL' };
  }
  const body = bodyOf(message);
  const signed = {
    id: deliveryId,
    timestampSeconds: Math.floor(clock.nowMs() / 1_000),
    body,
    hmacHeader: givenText(settings, 'hmacHeader') ?? null,
    hmacTimestampHeader: givenText(settings, 'hmacTimestampHeader') ?? null,
  };
  const tls = tlsOf(message);
  const result = await outbound.send({
    owner: notification.owner,
    method: 'POST',
    url,
    body,
    signal,
    headers: {
      ...ownHeaders(secrets.headers),
      'Content-Type': 'application/json',
      ...signatureHeaders(secrets, signed),
    },
    ...(tls === null ? {} : { tls }),
  });
  const isError = result.kind === 'answered' && result.status >= 300;
  const showsBody = isError && URL.canParse(url) && (await isPublic(new URL(url)));
  return judgeAnswer(result, clock.nowMs(), showsBody);
}

const headersJson = Compile(Type.Record(Type.String(), Type.String()));

function ownHeaders(stored: string | undefined): Readonly<Record<string, string>> {
  return stored === undefined ? {} : headersJson.Parse(JSON.parse(stored));
}

function tlsOf({ settings, secrets }: OutgoingMessage): TlsIdentity | null {
  const ca = givenText(settings, 'ca');
  const { clientCertificate: cert, clientKey: key } = secrets;
  if (ca === undefined && cert === undefined) return null;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
}
