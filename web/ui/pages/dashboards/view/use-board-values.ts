import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Dashboard } from '../../../../../dashboards/model/dashboard.ts';
import type { PanelContext } from '../../../../../dashboards/queries/plan-panel.ts';
import { builtInVariables } from '../../../../../dashboards/variables/built-ins.ts';
import {
  askedOf,
  resolveVariables,
} from '../../../../../dashboards/variables/resolve-variables.ts';
import { scopedApi } from '../../../api/scoped-api.ts';
import { useServices } from '../../../app/services.ts';
import { usePlace } from '../../../scope/use-place.ts';
import { intervalAt, inZone } from '../../../time/range.ts';
import { useZone } from '../../../time/zone.ts';
import { againWhileAway, useKeptAnswer } from './use-kept-answer.ts';
import { useLooker } from './use-looker.ts';

/** What most scrape by. */
const SCRAPE_INTERVAL_MS = 15_000;

/** The values of a dashboard's variables in the scope and range of the page, as the address chooses them. */
export function useBoardValues(dashboard: Dashboard, version: string, now: number) {
  const services = useServices();
  const place = usePlace();
  const { scope, range } = place;
  const looker = useLooker();
  const ownZone = useZone();
  const [search] = useSearchParams();
  const asked = useMemo(() => askedOf(search), [search]);
  const { uid, title, variables } = dashboard;
  const timeZone = zoneOf(dashboard.timeZone, ownZone);
  const { startMs: fromMs, endMs: toMs } = intervalAt(inZone(range, timeZone), now);
  const about = ['scope', scope, 'dashboard', uid, version, [...asked], title, looker];
  const found = useQuery({
    queryKey: [...about, fromMs, toMs, timeZone],
    queryFn: ({ signal }) => {
      const builtIns = builtInVariables({
        time: { fromMs, toMs, timeZone },
        intervalMs: SCRAPE_INTERVAL_MS,
        scrapeIntervalMs: SCRAPE_INTERVAL_MS,
        dashboard: { uid, title },
        looker,
      });
      const question = { variables, asked, time: { fromMs, toMs }, builtIns };
      return resolveVariables(scopedApi(services, place), question, signal);
    },
    placeholderData: keepPreviousData,
    refetchInterval: againWhileAway,
  });
  const data = useKeptAnswer(found, JSON.stringify(about));
  const context: Omit<PanelContext, 'variables'> = {
    time: { fromMs, toMs, timeZone },
    filters: data?.filters ?? [],
    dashboard: { uid, title },
    scrapeIntervalMs: SCRAPE_INTERVAL_MS,
    looker,
  };
  return { found: { data, error: found.error, refetch: found.refetch }, context };
}

/** A dashboard may have a zone of its own: `utc` or an IANA name. */
export function zoneOf(zone: string, otherwise: string): string {
  if (zone === 'utc') return 'UTC';
  return zone === 'browser' || zone === '' || !isZone(zone) ? otherwise : zone;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}
