import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ChannelKind } from '../../contract/channel-kinds.ts';
import { channelKindsQuery } from '../api/channel-kind-queries.ts';
import { useServices } from '../app/services.ts';
import { FaultText } from '../frame/fault.tsx';
import { SkeletonRows } from '../lists/list-state.tsx';

/** What needs the kinds of channels to be drawn at all, such as a form. */
export function WithChannelKinds({
  children,
}: {
  readonly children: (kinds: readonly ChannelKind[]) => ReactNode;
}) {
  const { call } = useServices();
  const { data, error, refetch } = useQuery(channelKindsQuery(call));
  if (data !== undefined) return children(data);
  if (error !== null) return <FaultText error={error} retry={() => void refetch()} />;
  return <SkeletonRows />;
}
