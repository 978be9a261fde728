import { IconEarOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../../../contract/incidents.ts';
import { ExactInstant } from '../../time/instant.tsx';

/** Beside an incident whose source has fallen silent. */
export function StaleMark({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  if (incident.staleSince === undefined) return null;
  return (
    <span className="dimmed small" title={t('reasons.webhook_silent')}>
      <IconEarOff size={13} aria-hidden /> {t('incidents.detail.stale')}
    </span>
  );
}

/** The same among the facts of the incident, with the time. */
export function StaleFact({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  if (incident.staleSince === undefined) return null;
  return (
    <>
      <dt>{t('incidents.detail.stale')}</dt>
      <dd>
        {t('incidents.detail.staleSince')} <ExactInstant at={incident.staleSince} />
      </dd>
    </>
  );
}
