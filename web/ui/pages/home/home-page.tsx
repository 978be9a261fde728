import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Incident } from '../../../contract/incidents.ts';
import { channelsQuery, rulesQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { Page } from '../../frame/page.tsx';
import { ListState } from '../../lists/list-state.tsx';
import { useRowKeys } from '../../lists/use-row-keys.ts';
import { useIncidents } from '../../live/use-incidents.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { useLadder } from '../../severity/ladder.ts';
import { rankOf } from '../../severity/scale.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { IncidentRow } from '../incidents/incident-row.tsx';
import rowClasses from '../incidents/incidents.module.css';
import { FirstSteps } from './first-steps.tsx';
import classes from './home.module.css';
import { Quiet, Unwatched } from './quiet.tsx';

const MOST_SHOWN = 12;

/** What burns now in the scope. */
export function HomePage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts } = usePlace();
  const { incidents, error, retry } = useIncidents();
  const rules = useQuery(rulesQuery(call, parts.owner));
  const channels = useQuery(channelsQuery(call, parts.owner));
  return (
    <Page title={t('home.title')}>
      <ListState
        items={incidents === undefined ? undefined : [incidents]}
        error={error}
        retry={retry}
        empty={null}
      >
        {([all = []]) => (
          <Burning
            firing={all.filter(({ status }) => status === 'firing')}
            quiet={<Quiet rules={rules.data} />}
          />
        )}
      </ListState>
      <Unwatched rules={rules.data} />
      <FirstSteps
        channels={channels.data?.length}
        rules={rules.data?.length}
        incidents={incidents}
      />
      {incidents !== undefined && <Over incidents={incidents} />}
    </Page>
  );
}

function Burning({
  firing,
  quiet,
}: {
  readonly firing: readonly Incident[];
  readonly quiet: ReactNode;
}) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const ladder = useLadder();
  const list = useRowKeys<HTMLUListElement>();
  if (firing.length === 0) return quiet;
  const worstFirst = firing.toSorted(
    (a, b) => rankOf(a.severity, ladder) - rankOf(b.severity, ladder),
  );
  return (
    <section aria-label={t('home.now')}>
      <Counts firing={worstFirst} />
      <ul ref={list} className={rowClasses.list} aria-label={t('home.newest')}>
        {worstFirst.slice(0, MOST_SHOWN).map((incident) => (
          <IncidentRow key={incident.id} incident={incident} />
        ))}
      </ul>
      <p>
        <Anchor component={Link} to={linkTo('/incidents')}>
          {t('home.all')}
        </Anchor>
      </p>
    </section>
  );
}

/** One tile per severity that fires, in the order of the ladder. */
function Counts({ firing }: { readonly firing: readonly Incident[] }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const counts = new Map<string, number>();
  for (const { severity } of firing) counts.set(severity, (counts.get(severity) ?? 0) + 1);
  return (
    <div className={classes.counts}>
      {[...counts].map(([severity, count]) => (
        <Link
          key={severity}
          className={classes.count ?? ''}
          to={linkTo('/incidents', { severity })}
        >
          <span className={classes.figure}>{count}</span>
          <SeverityBadge severity={severity} />
          <span className="visually-hidden">{t('home.firing', { count })}</span>
        </Link>
      ))}
    </div>
  );
}

function Over({ incidents }: { readonly incidents: readonly Incident[] }) {
  const { t } = useTranslation();
  const resolved = incidents.filter(({ status }) => status === 'resolved').slice(0, 5);
  if (resolved.length === 0) return null;
  return (
    <section className={classes.over} aria-label={t('home.recentlyResolved')}>
      <h2 className={classes.heading}>{t('home.recentlyResolved')}</h2>
      <ul className={rowClasses.list}>
        {resolved.map((incident) => (
          <IncidentRow key={incident.id} incident={incident} />
        ))}
      </ul>
    </section>
  );
}
