import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type LogCatalogue, logCatalogue } from '../api/log-catalogue.ts';
import { useServices } from '../app/services.ts';
import { usePlace } from '../scope/use-place.ts';

/** Names of the labels that streams of this scope have in this range. */
export function useLogLabels() {
  return useQuery(useCatalogue().labels());
}

/** Values of one label; `selector` narrows them to streams that it matches, '' does not. */
export function useLogValues(label: string, selector: string, isWanted: boolean) {
  const options = useCatalogue().values(label, selector);
  return useQuery({ ...options, enabled: isWanted && label !== '' });
}

/** Fields of the newest lines of a log query. */
export function useLogFields(query: string, isWanted: boolean) {
  return useQuery({ ...useCatalogue().fields(query), enabled: isWanted && query !== '' });
}

/** Values of a field in the newest lines of a log query. */
export function useLogFieldValues(field: string, query: string, isWanted: boolean) {
  const options = useCatalogue().fieldValues(field, query);
  return useQuery({ ...options, enabled: isWanted && field !== '' && query !== '' });
}

function useCatalogue(): LogCatalogue {
  const { readLoki } = useServices();
  const { scope, range } = usePlace();
  return useMemo(() => logCatalogue(readLoki, scope, range), [readLoki, scope, range]);
}
