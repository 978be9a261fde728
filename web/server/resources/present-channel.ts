import type { Channel } from '../../../alerting/channels/channel.ts';
import type * as contract from '../../contract/channels.ts';
import { instant } from './present.ts';

/** A channel as the API shows it: without its secrets. */
export function presentChannel(channel: Channel): contract.Channel {
  const { id, owner, kind, name, sendResolved, language, enabled, target } = channel;
  const { secretNames = [], ...settings } = channel.settings;
  return {
    id,
    owner,
    kind,
    name,
    sendResolved,
    declines: [...(channel.declines ?? [])],
    templates: { ...channel.templates },
    language,
    enabled,
    disabledReason: channel.disabledReason,
    to: listOf(settings.to),
    settings: Object.fromEntries(
      Object.entries(settings).map(([field, value]) => [
        field,
        typeof value === 'string' ? value : [...value],
      ]),
    ),
    secrets: listOf(secretNames),
    target,
    revision: channel.revision,
    createdAt: instant(channel.createdAtMs),
    updatedAt: instant(channel.updatedAtMs),
  };
}

function listOf(value: string | readonly string[] | undefined): string[] {
  return typeof value === 'string' || value === undefined ? [] : [...value];
}
