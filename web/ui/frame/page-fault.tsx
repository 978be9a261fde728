import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { ApiError } from '../api/api-error.ts';
import { isReached } from '../api/is-reached.ts';
import { PageLoadError } from '../api/page-load-error.ts';
import { useServices } from '../app/services.ts';
import { FaultPage } from './fault.tsx';

/** Between two questions whether the service is back. */
const AGAIN_MS = 5_000;

/**
 * A page that could not be loaded or drawn: a new version of the interface may have come out. It is loaded anew
 * only while the service answers, since a browser without an answer leaves us for a page of its own.
 */
export function PageFault() {
  const { t } = useTranslation();
  const error = useRouteError();
  const { call } = useServices();
  const [isWished, setIsWished] = useState(false);
  const [wasAway, setWasAway] = useState(false);
  const reached = useQuery({
    queryKey: ['page-fault'],
    queryFn: () => isReached(call),
    enabled: error instanceof PageLoadError,
    refetchInterval: ({ state }) => (state.data === false ? AGAIN_MS : false),
    ...{ staleTime: 0, gcTime: 0 },
  });
  const { data: isThere, refetch } = reached;
  useEffect(() => {
    if (isThere === false) setWasAway(true);
    if (isThere === true && wasAway) window.location.reload();
  }, [isThere, wasAway]);
  const retry = async () => {
    setIsWished(true);
    const { data } = await refetch();
    if (data === true) window.location.reload();
    else setIsWished(false);
  };
  const isAway = isThere === false;
  return (
    <FaultPage
      error={isAway ? new ApiError({ kind: 'unreachable', status: 0, message: '' }) : error}
      retry={() => void retry()}
      isTrying={isWished}
      {...(isAway && { note: t('frame.fault.byItself') })}
    />
  );
}
