import { Fragment, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertListView } from '../../../../dashboards/model/panel-views.ts';
import { zoneOf } from '../../../../dashboards/panels/time-ticks.ts';
import { LeveledBadge, ResolvedBadge } from '../../severity/severity-badge.tsx';
import { instantText, zoneName } from '../../time/instant-text.ts';
import type { Drawing } from '../drawing.ts';
import classes from '../panels.module.css';
import { IncidentPages } from './incident-pages.ts';

const MOST_LABELS = 4;

/** Incidents with their severity, age and labels. */
export function AlertListPanel({
  view,
  heightPx,
  label,
}: Drawing & { readonly view: AlertListView }) {
  const { t } = useTranslation();
  const IncidentLink = useContext(IncidentPages);
  const zone = zoneOf(view.timeZone);
  return (
    <section style={{ height: heightPx, overflow: 'auto' }} aria-label={label}>
      {view.groups.map(({ name, incidents }) => (
        <Fragment key={name}>
          {name !== '' && <h4 className={classes.alertGroup}>{name}</h4>}
          <ul className={classes.alerts}>
            {incidents.map(({ id, title, severity, step, state, sinceMs, labels }) => (
              <li key={id}>
                {state === 'resolved' ? (
                  <ResolvedBadge />
                ) : (
                  <LeveledBadge severity={severity} step={step} />
                )}
                {IncidentLink !== null ? (
                  <IncidentLink id={id} className={classes.alertTitle ?? ''}>
                    {title}
                  </IncidentLink>
                ) : (
                  <span className={classes.alertTitle}>{title}</span>
                )}
                <span className="dimmed small">
                  {t('panels.alerts.since', {
                    instant: instantText(sinceMs, zone === 'local' ? zoneName('browser') : zone),
                  })}
                </span>
                <span className={classes.alertLabels}>
                  {Object.entries(labels)
                    .filter(([name, value]) => name !== 'alertname' || value !== title)
                    .slice(0, MOST_LABELS)
                    .map(([name, value]) => (
                      <code key={name}>{`${name}=${value}`.slice(0, 60)}</code>
                    ))}
                </span>
              </li>
            ))}
          </ul>
        </Fragment>
      ))}
      {view.leftOut > 0 && (
        <p className="dimmed">{t('panels.alerts.more', { count: view.leftOut })}</p>
      )}
    </section>
  );
}
