import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type {
  MonitorDelivery,
  MonitorSelection,
  MonitorTarget,
  MonitorStatus as Status,
} from '../../../contract/monitors.ts';
import { monitorStatusQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { Instant } from '../../time/instant.tsx';
import { secondsText } from '../collection/amounts.ts';
import { scrapeFaultOf } from '../collection/scrape-fault.ts';
import classes from './monitors.module.css';

const COLUMNS = ['target', 'state', 'lastScrape', 'duration'] as const;

/** How the object stands in its cluster, and its targets with what went wrong last. */
export function MonitorStatus({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { data, error, refetch } = useQuery(monitorStatusQuery(call, owner, id));
  return (
    <section className={classes.status} aria-label={t('monitors.status')}>
      <h2 className={classes.heading}>{t('monitors.status')}</h2>
      {error !== null && <FaultText error={error} retry={() => void refetch()} />}
      {data !== undefined && <Found status={data} />}
    </section>
  );
}

function Found({ status }: { readonly status: Status }) {
  const { t } = useTranslation();
  const { carrier, delivery, selection, targets, errors, dropped, delivered } = status;
  return (
    <>
      {(carrier === 'nobody' || carrier === 'gone') && <p>{t(`monitors.carrier.${carrier}`)}</p>}
      {delivery !== null && <DeliveryText delivery={delivery} />}
      {selection !== null && isThere(delivery) && <SelectionText selection={selection} />}
      {errors.map((error) => (
        <p key={error} className={classes.fault} role="alert">
          {error}
        </p>
      ))}
      {targets.length === 0 ? (
        <p className="dimmed">{t('monitors.noTargets')}</p>
      ) : (
        <Targets targets={targets} />
      )}
      {dropped > 0 && <p className="dimmed">{t('monitors.dropped', { count: dropped })}</p>}
      {delivered !== '' && (
        <details className={classes.object}>
          <summary>{t('monitors.object')}</summary>
          <pre className={`${classes.yaml} mono`}>{delivered}</pre>
        </details>
      )}
    </>
  );
}

/** What is not in the cluster is selected by nobody, whatever the selectors say. */
function isThere(delivery: MonitorDelivery | null): boolean {
  return delivery?.state !== 'refused' && delivery?.state !== 'conflict';
}

/** Which Prometheus takes the object up; an object that none takes up does nothing. */
function SelectionText({ selection }: { readonly selection: MonitorSelection }) {
  const { t } = useTranslation();
  const { isSelected, by, others, reasons } = selection;
  if (isSelected === null) return <p className="dimmed">{t('monitors.selection.unknown')}</p>;
  if (isSelected) {
    if (by.length === 0) return <p>{t('monitors.selection.onlyOthers')}</p>;
    return (
      <p>
        {t('monitors.selection.by', { names: by.join(', ') })}
        {others > 0 && ` ${t('monitors.selection.others', { count: others })}`}
      </p>
    );
  }
  if (reasons.length === 0)
    return <p className={classes.fault}>{t('monitors.selection.nobody')}</p>;
  return (
    <div className={classes.fault}>
      <p>{t('monitors.selection.none')}</p>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  );
}

function DeliveryText({ delivery }: { readonly delivery: MonitorDelivery }) {
  const { t } = useTranslation();
  const { state, message, at } = delivery;
  const isWrong = state === 'conflict' || state === 'refused' || state === 'waiting';
  return (
    <p className={isWrong ? classes.fault : ''}>
      {t(`monitors.delivery.${state}`)}
      {message !== '' && `: ${message}`}
      {at !== null && (
        <span className="dimmed">
          {' '}
          <Instant at={at} />
        </span>
      )}
    </p>
  );
}

function Targets({ targets }: { readonly targets: readonly MonitorTarget[] }) {
  const { t } = useTranslation();
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={t('monitors.targets')}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`collection.targets.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {targets.map((target) => (
            <TargetRow key={JSON.stringify([target.url, target.labels])} target={target} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TargetRow({ target }: { readonly target: MonitorTarget }) {
  const { t, i18n } = useTranslation();
  const { url, instance, health, lastError, lastScrape, durationSeconds } = target;
  return (
    <tr>
      <td className={classes.wide}>
        <span className="mono" title={url}>
          {instance}
        </span>
        {lastError !== '' && (
          <div className={classes.fault}>
            {t(`collection.fault.${scrapeFaultOf(lastError)}`)}
            <div className="mono dimmed">{lastError}</div>
          </div>
        )}
      </td>
      <td className={classes.keep}>{t(`collection.health.${health}`)}</td>
      <td className={classes.keep}>
        {lastScrape === null ? t('time.never') : <Instant at={lastScrape} />}
      </td>
      <td className={classes.keep}>{secondsText(durationSeconds, i18n.language)}</td>
    </tr>
  );
}
