import { useLocalStorage } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useSearchParams } from 'react-router';
import { tenantQuery } from '../api/queries.ts';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';
import { LiveProvider } from '../live/live-provider.tsx';
import { IncidentPages } from '../panels/alertlist/incident-pages.ts';
import { firstScope, type Place, readPlace, rememberScope } from '../scope/place.ts';
import { PlaceContext, useChangeSearch } from '../scope/use-place.ts';
import { LadderContext } from '../severity/ladder.ts';
import { DEFAULT_LADDER } from '../severity/scale.ts';
import { useZone } from '../time/zone.ts';
import { ConnectionBar } from './connection-bar.tsx';
import classes from './frame.module.css';
import { IncidentLink } from './incident-link.tsx';
import { NoScopes, ScopeDenied } from './no-scope.tsx';
import { Rail } from './rail.tsx';
import { RECENT_SCOPES_KEY } from './recent-scopes.ts';
import { TopBar } from './top-bar.tsx';

/** Finds out where the reader is, and gives the page that place. */
export function Frame() {
  const { scopes } = useSession();
  const [search] = useSearchParams();
  const changeSearch = useChangeSearch();
  const [recent, setRecent] = useLocalStorage<readonly string[]>({
    key: RECENT_SCOPES_KEY,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const first = useMemo(() => firstScope(scopes, recent), [scopes, recent]);
  const zone = useZone();
  const reading = useMemo(() => readPlace(search, scopes, zone), [search, scopes, zone]);
  const scope = reading.kind === 'here' ? reading.place.scope : undefined;

  useEffect(() => {
    if (reading.kind === 'missing' && first !== undefined) changeSearch({ scope: first });
  }, [reading.kind, first, changeSearch]);
  useEffect(() => {
    if (scope !== undefined) setRecent((before) => [...rememberScope(before, scope)]);
  }, [scope, setRecent]);

  if (first === undefined) return <NoScopes />;
  if (reading.kind === 'missing') return null;
  if (reading.kind === 'denied') return <ScopeDenied scope={reading.scope} first={first} />;
  return <FrameAt place={reading.place} />;
}

function FrameAt({ place }: { readonly place: Place }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { platformSeverities } = useSession();
  const { owner } = place.parts;
  const tenant = useQuery(tenantQuery(call, owner));
  const ladder = owner === '_platform' ? platformSeverities : tenant.data?.severities;
  return (
    <PlaceContext value={place}>
      <LadderContext value={ladder ?? DEFAULT_LADDER}>
        <IncidentPages value={IncidentLink}>
          <LiveProvider owner={place.parts.owner}>
            <Notifications position="bottom-right" transitionDuration={0} limit={5} />
            <a className={classes.skip} href="#content">
              {t('frame.skipToContent')}
            </a>
            <div className={classes.frame}>
              <Rail />
              <TopBar />
              <div className={classes.body}>
                <ConnectionBar />
                <main id="content" className={classes.main} tabIndex={-1}>
                  <Suspense>
                    <Outlet />
                  </Suspense>
                </main>
              </div>
            </div>
          </LiveProvider>
        </IncidentPages>
      </LadderContext>
    </PlaceContext>
  );
}
