import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../../../contract/incidents.ts';
import { relatedIncidentsQuery } from '../../api/incident-queries.ts';
import { useServices } from '../../app/services.ts';
import classes from './incident-page.module.css';
import { IncidentRow } from './incident-row.tsx';

const KINDS = ['sameAlert', 'sameRule', 'nearInTime'] as const;

/** Other incidents that have to do with this one. */
export function RelatedIncidents({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { data } = useQuery(relatedIncidentsQuery(call, incident.owner, incident.id));
  if (data === undefined) return null;
  const isNone = KINDS.every((kind) => data[kind].length === 0);
  return (
    <section aria-label={t('incidents.detail.related')}>
      <h2 className={classes.heading}>{t('incidents.detail.related')}</h2>
      {isNone && <p className="dimmed">{t('incidents.detail.noRelated')}</p>}
      {KINDS.map(
        (kind) =>
          data[kind].length > 0 && (
            <div key={kind} className={classes.related}>
              <h3 className="dimmed small">{t(`incidents.detail.relatedKind.${kind}`)}</h3>
              <ul>
                {data[kind].map((other) => (
                  <IncidentRow key={other.id} incident={other} />
                ))}
              </ul>
            </div>
          ),
      )}
    </section>
  );
}
