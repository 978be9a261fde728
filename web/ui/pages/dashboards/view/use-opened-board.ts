import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type ImportResult,
  importDashboardText,
} from '../../../../../dashboards/import/import-dashboard.ts';
import type { Dashboard as Stored } from '../../../../contract/dashboards.ts';
import { ApiError } from '../../../api/api-error.ts';
import { dashboardQuery } from '../../../api/dashboard-queries.ts';
import { useServices } from '../../../app/services.ts';
import { usePlace } from '../../../scope/use-place.ts';
import { builtInSource } from '../list/use-board-acts.tsx';

/** A dashboard as its address names it. */
export type OpenedBoard =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'failed'; readonly error: Error; readonly retry: () => void }
  | {
      readonly kind: 'opened';
      /** The JSON as it was written. */
      readonly source: string;
      readonly result: ImportResult;
      /** Undefined for what comes with tocsin. */
      readonly own: Stored | undefined;
    };

/** Built in or stored; `isFresh`: what is stored is read anew, and nothing of before is shown. */
export function useOpenedBoard(uid: string, isFresh = false): OpenedBoard {
  const { i18n } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const builtIn = useMemo(() => builtInSource(uid, i18n.language), [uid, i18n.language]);
  const found = useQuery({
    ...dashboardQuery(call, owner, uid),
    enabled: builtIn === undefined,
    ...(isFresh ? { staleTime: 0, refetchOnWindowFocus: false } : {}),
  });
  const own = isFresh && !found.isFetchedAfterMount ? undefined : found.data;
  const source = builtIn ?? own?.source;
  const result = useMemo(
    () => (source === undefined ? undefined : importDashboardText(source)),
    [source],
  );
  if (source !== undefined && result !== undefined) {
    return { kind: 'opened', source, result, own: builtIn === undefined ? own : undefined };
  }
  const { error } = found;
  if (error === null) return { kind: 'waiting' };
  if (error instanceof ApiError && error.status === 404) return { kind: 'unknown' };
  return { kind: 'failed', error, retry: () => void found.refetch() };
}
