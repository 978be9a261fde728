import { useTranslation } from 'react-i18next';
import type { GrafanaStatus } from '../../../contract/grafana-sync.ts';
import { Instant } from '../../time/instant.tsx';
import classes from '../administration/administration.module.css';

/** What was done, newest first. */
export function GrafanaJournal({ lines }: { readonly lines: GrafanaStatus['journal'] }) {
  const { t } = useTranslation();
  if (lines.length === 0) return null;
  return (
    <section className={classes.section} aria-labelledby="grafana-journal">
      <h2 id="grafana-journal" className={classes.heading}>
        {t('grafanaSync.journal')}
      </h2>
      <ul>
        {lines.map(({ at, actor, subject, message }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one instant have no other name
          <li key={`${at}-${index}`}>
            <Instant at={at} /> <strong>{actor}</strong> {subject}: {message}
          </li>
        ))}
      </ul>
    </section>
  );
}
