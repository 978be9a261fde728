import { type QueryKey, type UseQueryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FaultText } from '../frame/fault.tsx';
import { SkeletonRows } from '../lists/list-state.tsx';

/** One stored thing as it is now. */
export interface Latest<T> {
  /** Undefined until it was asked for since the page was opened. */
  readonly value: T | undefined;
  /** It, or what the cache had of it: for titles. */
  readonly known: T | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

/**
 * Reads a thing that is going to be edited. What the cache has of it is not given to its editor, which
 * would be drawn anew under one's hands when the newer one came.
 */
export function useLatest<T, Key extends QueryKey>(
  query: UseQueryOptions<T, Error, T, Key>,
): Latest<T> {
  const found = useQuery({ ...query, staleTime: 0 });
  return {
    value: found.isFetchedAfterMount ? found.data : undefined,
    known: found.data,
    error: found.error,
    retry: () => void found.refetch(),
  };
}

/** Shows a thing once it is known; before that its skeleton, or why it could not be had. */
export function LatestState<T>({
  of: { value, error, retry },
  children,
}: {
  readonly of: Latest<T>;
  readonly children: (value: T) => ReactNode;
}) {
  if (value !== undefined) return children(value);
  return error === null ? <SkeletonRows /> : <FaultText error={error} retry={retry} />;
}
