import { useTranslation } from 'react-i18next';
import type { CollectedJob, CollectedTarget } from '../../../contract/collection.ts';
import { Instant } from '../../time/instant.tsx';
import { figureText, secondsText } from './amounts.ts';
import classes from './collection.module.css';
import { scrapeFaultOf } from './scrape-fault.ts';
import { FigureTable, Section } from './section.tsx';

const COLUMNS = ['target', 'state', 'lastScrape', 'duration', 'samples'] as const;

/** The scraped targets, job by job, with what went wrong in words. */
export function Targets({
  jobs,
  withTenant,
}: {
  readonly jobs: readonly CollectedJob[];
  readonly withTenant: boolean;
}) {
  const { t } = useTranslation();
  const sorted = jobs.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
  return (
    <Section title={t('collection.targets.title')}>
      {jobs.length === 0 && <p className="dimmed">{t('collection.targets.none')}</p>}
      {sorted.map((job) => (
        <Job key={job.id} job={job} withTenant={withTenant} />
      ))}
    </Section>
  );
}

function nameOf({ tenant, name }: CollectedJob): string {
  return `${tenant} ${name}`;
}

function Job({ job, withTenant }: { readonly job: CollectedJob; readonly withTenant: boolean }) {
  const { t } = useTranslation();
  const up = job.targets.filter(({ health }) => health === 'up').length;
  return (
    <div className={classes.job}>
      <h3 className={classes.jobName}>
        {withTenant && <span className="dimmed">{job.tenant} / </span>}
        {job.name}{' '}
        <span className={`${classes.jobCount} dimmed figures`}>
          {t('collection.targets.up', { up, count: job.targets.length })}
        </span>
      </h3>
      {job.errors.map((error) => (
        <p key={error} className={classes.fault} role="alert">
          {error}
        </p>
      ))}
      {job.targets.length > 0 && (
        <FigureTable
          label={job.name}
          columns={COLUMNS.map((column) => t(`collection.targets.column.${column}`))}
        >
          {job.targets.toSorted(downFirst).map((target) => (
            <TargetRow key={JSON.stringify([target.url, target.labels])} target={target} />
          ))}
        </FigureTable>
      )}
    </div>
  );
}

function downFirst(a: CollectedTarget, b: CollectedTarget): number {
  const isDown = ({ health }: CollectedTarget) => (health === 'down' ? 0 : 1);
  return isDown(a) - isDown(b) || a.instance.localeCompare(b.instance);
}

function TargetRow({ target }: { readonly target: CollectedTarget }) {
  const { t, i18n } = useTranslation();
  const { instance, url, labels, health, lastError, lastScrape } = target;
  const { namespace } = labels;
  return (
    <tr>
      <td className={classes.wide}>
        <span className="mono" title={url}>
          {instance}
        </span>
        {namespace !== undefined && <span className="dimmed"> {namespace}</span>}
        {lastError !== '' && (
          <div className={classes.fault}>
            {t(`collection.fault.${scrapeFaultOf(lastError)}`)}
            <div className={`${classes.exact} mono dimmed`}>{lastError}</div>
          </div>
        )}
      </td>
      <td>
        <span className={classes.state} data-health={health}>
          {t(`collection.health.${health}`)}
        </span>
      </td>
      <td className={classes.keep}>
        {lastScrape === null ? t('time.never') : <Instant at={lastScrape} />}
      </td>
      <td className={classes.figure}>{secondsText(target.durationSeconds, i18n.language)}</td>
      <td className={classes.figure}>
        {figureText(target.samples, i18n.language)}
        {target.refusedSamples > 0 && (
          <div className={classes.fault}>
            {t('collection.targets.refused', { count: target.refusedSamples })}
          </div>
        )}
      </td>
    </tr>
  );
}
