import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { FaultText } from '../../frame/fault.tsx';
import { useLinkTo } from '../../scope/use-place.ts';
import { IncidentRow } from '../incidents/incident-row.tsx';
import { IncidentTimeline } from '../incidents/incident-timeline.tsx';
import rowClasses from '../incidents/incidents.module.css';
import classes from './start.module.css';
import { Step } from './step.tsx';
import type { StartFacts } from './use-start-facts.ts';
import type { WalkStep } from './walk.ts';

/** The incident that came of it and whom it reached, as the live stream tells. */
export function IncidentStep({
  step,
  facts,
}: {
  readonly step: WalkStep;
  readonly facts: StartFacts;
}) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { incidents, evidence, events } = facts;
  return (
    <Step
      step={step}
      aside={
        <Anchor component={Link} to={linkTo('/incidents', { status: 'all' })} size="sm">
          {t('start.incident.open')}
        </Anchor>
      }
    >
      {incidents.error !== null && <FaultText error={incidents.error} retry={incidents.retry} />}
      {incidents.incidents !== undefined && evidence === undefined && (
        <p className={classes.line}>{t('start.incident.none')}</p>
      )}
      {evidence !== undefined && (
        <>
          <ul className={rowClasses.list} aria-label={t('start.incident.list')}>
            <IncidentRow incident={evidence} />
          </ul>
          {events !== undefined && (
            <div className={classes.timeline}>
              <IncidentTimeline events={events} />
            </div>
          )}
          {step.state === 'open' && <p className={classes.line}>{t('start.incident.nobody')}</p>}
        </>
      )}
    </Step>
  );
}
