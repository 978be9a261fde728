import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ChannelSecrets } from '../notify/channel-kind.ts';
import type { Channel } from './channel.ts';

/** Port: seals text for storage, bound to a context (`SecretBox` of the platform). */
export interface Sealer {
  seal(secret: string, context: string): string;
  /** @throws AppError `internal` when it was sealed for another context or with a lost key. */
  open(envelope: string, context: string): string;
}

const secretsJson = Compile(Type.Record(Type.String(), Type.String()));

const contextOf = (owner: string, id: string): string => `${owner}/channel/${id}`;

/** The secrets of a channel as they are stored: they open only for this owner and id. */
export function sealSecrets(
  sealer: Sealer,
  owner: string,
  id: string,
  secrets: ChannelSecrets,
): string {
  return sealer.seal(JSON.stringify(secrets), contextOf(owner, id));
}

/** @throws AppError `internal`, see `Sealer.open`. */
export function openSecrets(
  sealer: Sealer,
  channel: Pick<Channel, 'owner' | 'id' | 'sealedSecrets'>,
): ChannelSecrets {
  const text = sealer.open(channel.sealedSecrets, contextOf(channel.owner, channel.id));
  return secretsJson.Parse(JSON.parse(text));
}
