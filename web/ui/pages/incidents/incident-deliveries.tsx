import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IncidentDelivery } from '../../../contract/incident-history.ts';
import type { Incident } from '../../../contract/incidents.ts';
import { incidentDeliveriesQuery } from '../../api/incident-queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { channelWords } from '../../i18n/channel-words.ts';
import { detailWords, reasonWords } from '../../i18n/reason-words.ts';
import { useLive, useLiveTopic } from '../../live/live-context.ts';
import { withLiveDeliveries } from '../../live/live-deliveries.ts';
import { ExactInstant } from '../../time/instant.tsx';
import classes from './incident-page.module.css';

/** The messages about an incident, each with what became of it and why. */
export function IncidentDeliveries({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner, id, lastEvent } = incident;
  const found = useQuery(incidentDeliveriesQuery(call, owner, id, lastEvent));
  useLiveTopic('deliveries');
  const changes = useLive().overlay.deliveries.get(id) ?? [];
  // What is shown meanwhile was fetched for an earlier event.
  const since = found.isPlaceholderData ? 0 : lastEvent;
  const deliveries = withLiveDeliveries(found.data?.items ?? [], changes, since);
  return (
    <section aria-label={t('incidents.detail.deliveries')}>
      <h2 className={classes.heading}>{t('incidents.detail.deliveries')}</h2>
      {found.error !== null && found.data === undefined && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {found.data?.items.length === 0 && (
        <p className="dimmed">{t('incidents.detail.noDeliveries')}</p>
      )}
      <ul className={classes.deliveries}>
        {deliveries.map((delivery) => (
          <Delivery key={delivery.id} delivery={delivery} />
        ))}
      </ul>
    </section>
  );
}

function Delivery({ delivery }: { readonly delivery: IncidentDelivery }) {
  const { t } = useTranslation();
  const { channelId, channelName, state, purpose, reason, attempts, finishedAt, createdAt } =
    delivery;
  const last = attempts.at(-1);
  const detail = last?.detail ?? null;
  const notes = [
    reason === null ? null : reasonWords(reason, t),
    detail === null ? null : detailWords(detail, t),
    attempts.length > 1 ? t('incidents.detail.attempts', { count: attempts.length }) : null,
  ].filter((note) => note !== null);
  return (
    <li className={classes.delivery} data-state={state}>
      <span>
        {channelWords(channelId, channelName, t)}
        <span className="dimmed"> · {reasonWords(purpose, t)}</span>
      </span>
      <span className={classes.deliveryState}>{t(`incidents.detail.deliveryState.${state}`)}</span>
      <span className={`${classes.notes} dimmed`}>{notes.join(' · ')}</span>
      <span className={classes.when}>
        <ExactInstant at={finishedAt ?? createdAt} />
      </span>
    </li>
  );
}
