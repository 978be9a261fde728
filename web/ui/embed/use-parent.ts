import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { type RefCallback, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useChangeSearch } from '../scope/use-place.ts';
import { renewedBy, toldBy } from './embed-address.ts';
import { type EmbedClient, EmbedFault } from './embed-client.ts';

/** Listens to the page around the frame, if it is of a site that the link names. */
export function useParentWishes(origins: readonly string[]): void {
  const change = useChangeSearch();
  useEffect(() => {
    const hear = ({ source, origin, data }: MessageEvent) => {
      if (source !== window.parent || source === window || !isKnown(origins, origin)) return;
      const told = toldBy(data);
      // A length stands alone: ends of before would mean nothing beside it.
      if (told !== null) {
        change({ ...('range' in told ? { from: undefined, to: undefined } : {}), ...told });
      }
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, [origins, change]);
}

/**
 * Another link in the place of this one, which ends soon: the page stays as it is and asks by the new
 * one, if that may be shown where it is shown. A link that shows nothing is left unanswered.
 */
export function useRenewal(client: EmbedClient, origins: readonly string[]): void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { i18n } = useTranslation();
  useEffect(() => {
    const renew = async (token: string, origin: string) => {
      const { board, keep } = await client.other(token);
      if (!isKnown(board.origins, origin)) return;
      keep();
      queries.setQueryData(['board', i18n.language], board);
      await navigate(`/embed/${token}${window.location.search}`, { replace: true });
      window.parent.postMessage({ type: 'tocsin-embed:renewed' }, origin);
      // A link answers for no time before it was made: the standing view is one of before.
      await queries.refetchQueries({
        type: 'active',
        predicate: ({ queryKey: [about] }) => about === 'alive' || about === 'view',
      });
    };
    const hear = ({ source, origin, data }: MessageEvent) => {
      if (source !== window.parent || source === window || !isKnown(origins, origin)) return;
      const token = renewedBy(data, window.location.origin);
      if (token === null) return;
      void renew(token, origin).catch((thrown: unknown) => {
        if (!(thrown instanceof EmbedFault)) throw thrown;
      });
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, [client, origins, queries, navigate, i18n]);
}

/** Nothing was asked for so long: what is in sight stands. */
const QUIET_MS = 100;

/** Tells the page around the frame, once, that the dashboard is drawn. @param isThere its panels are placed */
export function useTellDrawn(origins: readonly string[], isThere: boolean): void {
  const isAsking = useIsFetching() > 0;
  const [isTold, setIsTold] = useState(false);
  useEffect(() => {
    if (!isThere || isAsking || isTold || window.parent === window) return;
    const timer = window.setTimeout(() => {
      setIsTold(true);
      for (const origin of targetsOf(origins)) {
        window.parent.postMessage({ type: 'tocsin-embed:drawn' }, origin);
      }
    }, QUIET_MS);
    return () => window.clearTimeout(timer);
  }, [origins, isThere, isAsking, isTold]);
}

/** For the element that is the whole dashboard: tells the page around the frame how high it is. */
export function useTellHeight(origins: readonly string[]): RefCallback<HTMLElement> {
  return useCallback(
    (element) => {
      if (element === null || window.parent === window) return undefined;
      const tell = () => {
        const height = Math.ceil(element.getBoundingClientRect().height);
        for (const origin of targetsOf(origins)) {
          window.parent.postMessage({ type: 'tocsin-embed:height', height }, origin);
        }
      };
      const observer = new ResizeObserver(tell);
      observer.observe(element);
      return () => observer.disconnect();
    },
    [origins],
  );
}

function isKnown(origins: readonly string[], origin: string): boolean {
  return origin === window.location.origin || origins.includes(origin);
}

/** Where browsers say who frames the page, that one; else all that may. */
function targetsOf(origins: readonly string[]): readonly string[] {
  const parent = window.location.ancestorOrigins?.[0];
  const known = [window.location.origin, ...origins];
  return parent === undefined ? known : known.filter((origin) => origin === parent);
}
