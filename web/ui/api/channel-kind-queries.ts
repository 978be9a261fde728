import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';

/** The kinds of channels that the service has; they stay as they are while it runs. */
export const channelKindsQuery = (call: Call) =>
  queryOptions({
    queryKey: ['channel-kinds'],
    queryFn: async ({ signal }) => (await call('channels.kinds', { signal })).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
