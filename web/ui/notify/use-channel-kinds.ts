import { useQuery } from '@tanstack/react-query';
import type { ChannelKind } from '../../contract/channel-kinds.ts';
import { channelKindsQuery } from '../api/channel-kind-queries.ts';
import { useServices } from '../app/services.ts';

const NONE: readonly ChannelKind[] = [];

/** In the order in which they are offered; none while they are not known yet. */
export function useChannelKinds(): readonly ChannelKind[] {
  const { call } = useServices();
  return useQuery(channelKindsQuery(call)).data ?? NONE;
}
