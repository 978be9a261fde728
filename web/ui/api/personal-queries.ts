import { queryOptions } from '@tanstack/react-query';
import type { Call } from './client.ts';

export const PERSONAL_KEY = ['personal'] as const;

export const personalQuery = (call: Call) =>
  queryOptions({
    queryKey: PERSONAL_KEY,
    queryFn: ({ signal }) => call('personal.get', { signal }),
  });
