import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback } from 'react';
import { BOARDS } from '../../../../../dashboards/catalogue/catalogue.ts';
import { dashboardsQuery } from '../../../api/dashboard-queries.ts';
import { grafanaBoardsQuery } from '../../../api/grafana-queries.ts';
import { useServices } from '../../../app/services.ts';
import {
  BoardPresenceContext,
  type FindBoard,
  leadsToBoards,
} from '../../../panels/board-presence.ts';
import { usePlace } from '../../../scope/use-place.ts';

interface Props {
  /** Of the dashboard that is shown: without links to others nothing is asked. */
  readonly source: string;
  /** A board of Grafana leads to Grafana's first, one of ours to ours. */
  readonly isOfGrafana: boolean;
  readonly children: ReactNode;
}

const ownerOf = (scope: string): string => scope.split(/[.@]/)[0] ?? '';

/** Tells the links of a dashboard which others are there for who looks. */
export function PresentBoards({ source, isOfGrafana, children }: Props) {
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const enabled = leadsToBoards(source);
  const stored = useQuery({ ...dashboardsQuery(call, owner), enabled });
  const grafana = useQuery({
    ...grafanaBoardsQuery(call, owner),
    ...{ enabled, refetchInterval: false },
  });
  const isAsking = stored.isPending || grafana.isPending;
  // Who cannot be told keeps the link, and reads on its page what is wrong.
  const isUnknown = stored.isError;
  const find: FindBoard = useCallback(
    (uid, scope) => {
      if (!enabled || ownerOf(scope) !== owner) return 'here';
      const isBuiltIn = BOARDS.some(
        ({ id, audience }) =>
          uid === `tocsin-${id}` && (audience !== 'platform' || owner === '_platform'),
      );
      const isHere = isBuiltIn || stored.data?.some((one) => one.uid === uid) === true;
      const isThere = grafana.data?.boards.some((one) => one.uid === uid) === true;
      if (isThere && (isOfGrafana || !isHere)) return 'grafana';
      if (isHere || isUnknown) return 'here';
      return isAsking ? 'asking' : 'absent';
    },
    [enabled, owner, isOfGrafana, stored.data, grafana.data, isAsking, isUnknown],
  );
  return <BoardPresenceContext value={find}>{children}</BoardPresenceContext>;
}
