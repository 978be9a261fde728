import { isIP } from 'node:net';
import type { JsonObject } from '../../../platform/kubernetes/objects/json-object.ts';
import { nonPublicReason } from '../../../platform/outbound/address-ranges.ts';
import { type AllowList, plainHost } from '../../../platform/outbound/allow-list.ts';
import type { Channel } from '../../channels/channel.ts';
import type { ChannelSecrets } from '../../notify/channel-kind.ts';
import { CHANNEL_KINDS } from '../../notify/channel-kinds.ts';
import { secretKey } from './alertmanager-place.ts';

/** A channel with its secrets opened. */
export interface DelegatedChannel
  extends Pick<Channel, 'kind' | 'name' | 'enabled' | 'settings' | 'sendResolved'> {
  readonly secrets: ChannelSecrets;
}

export type DelegatedReceiver =
  | {
      readonly kind: 'told';
      /** Where in a receiver of AlertmanagerConfig they stand, e.g. `webhookConfigs`. */
      readonly field: string;
      readonly configs: readonly JsonObject[];
      /** Texts that stand in the Secret, by key. */
      readonly secrets: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'untold'; readonly reason: string };

/**
 * A channel as the cluster's Alertmanager is told it, in `monitoring.coreos.com/v1alpha1`.
 * @param allow private addresses that tenants' messages may go to
 */
export function receiverOf(
  id: string,
  channel: DelegatedChannel,
  allow: AllowList,
): DelegatedReceiver {
  const { kind, enabled, settings, sendResolved, secrets } = channel;
  if (!enabled) return { kind: 'untold', reason: 'the channel is switched off' };
  switch (kind) {
    case 'email': {
      const to = settings.to ?? [];
      const addresses = typeof to === 'string' ? [to] : to;
      const configs = addresses.map((address) => ({ to: address, sendResolved }));
      return { kind: 'told', field: 'emailConfigs', configs, secrets: new Map() };
    }
    case 'webhook': {
      const key = `url-${id.toLowerCase()}`;
      const { url, secret } = secrets;
      if (url === undefined) return { kind: 'untold', reason: 'the channel has no URL' };
      if (secret !== undefined) return { kind: 'untold', reason: UNSIGNED };
      if (secrets.headers !== undefined || secrets.clientKey !== undefined) {
        return { kind: 'untold', reason: ONLY_HERE };
      }
      if (isInside(url, allow)) return { kind: 'untold', reason: INSIDE };
      const config = { urlSecret: secretKey(key), sendResolved };
      return {
        kind: 'told',
        field: 'webhookConfigs',
        configs: [config],
        secrets: new Map([[key, url]]),
      };
    }
    default:
      return { kind: 'untold', reason: UNDELEGATED.get(kind) ?? ONLY_HERE };
  }
}

const UNDELEGATED = new Map(CHANNEL_KINDS.map(({ name, undelegated }) => [name, undelegated]));
const ONLY_HERE =
  'only tocsin itself can send to it: signatures, limits and texts of this kind are made here';
const UNSIGNED = 'Alertmanager cannot sign what it sends, and the channel asks for signatures';
const INSIDE =
  "the address lies in a private network, where tocsin's own delivery is guarded and the cluster's is not";

/** As far as it can be told without asking anyone: names that resolve to such addresses are not. */
function isInside(text: string, allow: AllowList): boolean {
  if (!URL.canParse(text)) return true;
  const url = new URL(text);
  const host = plainHost(url.hostname);
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if (allow.has({ host, port, address: host })) return false;
  if (isIP(host) !== 0) return nonPublicReason(host) !== undefined;
  return !host.includes('.') || /\.(?:svc|local|internal|localhost)$/.test(host);
}
