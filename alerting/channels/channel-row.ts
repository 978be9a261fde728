import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ChannelsTable } from '../tables-notify.ts';
import { CHANNEL_LANGUAGES, type Channel, DECLINABLE_EVENTS } from './channel.ts';

const settingsJson = Compile(
  Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
);

const declinesJson = Compile(
  Type.Array(Type.Union(DECLINABLE_EVENTS.map((event) => Type.Literal(event)))),
);
const templatesJson = Compile(
  Type.Object({ title: Type.Optional(Type.String()), body: Type.Optional(Type.String()) }),
);

export function channelRow(channel: Channel): ChannelsTable {
  return {
    id: channel.id,
    owner: channel.owner,
    kind: channel.kind,
    name: channel.name,
    enabled: channel.enabled ? 1 : 0,
    disabled_reason: channel.disabledReason,
    send_resolved: channel.sendResolved ? 1 : 0,
    declines: JSON.stringify(channel.declines ?? []),
    templates: JSON.stringify(channel.templates ?? {}),
    language: channel.language,
    settings: JSON.stringify(channel.settings),
    secrets: channel.sealedSecrets,
    target: channel.target,
    revision: channel.revision,
    created_at_ms: channel.createdAtMs,
    created_by_id: channel.createdById,
    updated_at_ms: channel.updatedAtMs,
    updated_by: channel.updatedBy,
  };
}

/**
 * A channel of a kind that is not known here is kept as it is; nothing is sent through it.
 * @throws TypeError for a row that this program cannot have written.
 */
export function channelOf(row: ChannelsTable): Channel {
  const language = CHANNEL_LANGUAGES.find((known) => known === row.language);
  if (!language) throw new TypeError(`channel ${row.id} is of unknown language`);
  return {
    id: row.id,
    owner: row.owner,
    kind: row.kind,
    name: row.name,
    enabled: Number(row.enabled) === 1,
    disabledReason: row.disabled_reason,
    sendResolved: Number(row.send_resolved) === 1,
    declines: declinesJson.Parse(JSON.parse(row.declines)),
    templates: templatesJson.Parse(JSON.parse(row.templates)),
    language,
    settings: settingsJson.Parse(JSON.parse(row.settings)),
    sealedSecrets: row.secrets,
    target: row.target,
    revision: Number(row.revision),
    createdAtMs: Number(row.created_at_ms),
    createdById: row.created_by_id,
    updatedAtMs: Number(row.updated_at_ms),
    updatedBy: row.updated_by,
  };
}
