import { useTranslation } from 'react-i18next';
import type { Incident } from '../../../contract/incidents.ts';
import { reasonWords } from '../../i18n/reason-words.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { ExactInstant, Instant } from '../../time/instant.tsx';
import classes from './incident-page.module.css';
import { Lasted, NO_CLUSTER, placeOf } from './incident-row.tsx';
import { StaleFact } from './stale-mark.tsx';

/** When, where, why, and how each level stands. */
export function IncidentFacts({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  return (
    <>
      <dl className={classes.pairs}>
        <dt>{t('incidents.detail.started')}</dt>
        <dd>
          <ExactInstant at={incident.startedAt} />
        </dd>
        {incident.resolvedAt !== null && (
          <>
            <dt>{t('incidents.detail.ended')}</dt>
            <dd>
              <ExactInstant at={incident.resolvedAt} />
            </dd>
          </>
        )}
        <dt>
          {t(
            incident.status === 'firing' ? 'incidents.detail.firingFor' : 'incidents.detail.lasted',
          )}
        </dt>
        <dd>
          <Lasted incident={incident} />
        </dd>
        {incident.resolveReason !== null && (
          <>
            <dt>{t('incidents.detail.reason')}</dt>
            <dd>{reasonWords(incident.resolveReason, t)}</dd>
          </>
        )}
        <Care incident={incident} />
        <StaleFact incident={incident} />
        <dt>{t('incidents.detail.where')}</dt>
        <dd className="mono">
          {placeOf(incident)}
          {incident.cluster !== NO_CLUSTER && <span className="dimmed"> @{incident.cluster}</span>}
        </dd>
        {incident.ruleId === null && (
          <>
            <dt>{t('incidents.detail.rule')}</dt>
            <dd>{t('incidents.detail.noRule')}</dd>
          </>
        )}
      </dl>
      <section>
        <h2 className={classes.heading}>{t('incidents.detail.levels')}</h2>
        <ul className={classes.levels}>
          {incident.levels.map((level) => (
            <li key={level.severity}>
              <SeverityBadge severity={level.severity} />
              <Level state={level.state} at={level.endsAt ?? level.startsAt} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** Who is on it, and whose task it is. */
function Care({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  return (
    <>
      {incident.acknowledgedAt !== null && (
        <>
          <dt>{t('incidents.detail.acknowledged')}</dt>
          <dd>
            <ExactInstant at={incident.acknowledgedAt} />{' '}
            {t('incidents.detail.by', { name: incident.acknowledgedBy ?? '' })}
          </dd>
        </>
      )}
      <dt>{t('incidents.detail.assignee')}</dt>
      <dd>{incident.assignee ?? t('incidents.detail.nobody')}</dd>
    </>
  );
}

function Level({ state, at }: { readonly state: 'firing' | 'resolved'; readonly at: string }) {
  const { t } = useTranslation();
  const [before = '', after = ''] = t(`incidents.detail.levelState.${state}`, { when: '|' }).split(
    '|',
  );
  return (
    <span className="dimmed">
      {before}
      <Instant at={at} />
      {after}
    </span>
  );
}
