import { useTranslation } from 'react-i18next';
import type { GrafanaDrift, GrafanaStatus } from '../../../contract/grafana-sync.ts';
import { Instant } from '../../time/instant.tsx';
import classes from '../administration/administration.module.css';

const COLUMNS = ['dashboard', 'why', 'since'] as const;

/** What differs between us and Grafana and waits for a person. */
export function GrafanaDriftTable({
  drift,
  inStep,
  delivery,
}: {
  readonly drift: readonly GrafanaDrift[];
  readonly inStep: number;
  readonly delivery: GrafanaStatus['delivery'];
}) {
  const { t } = useTranslation();
  if (delivery === 'files') return null;
  return (
    <section className={classes.section} aria-labelledby="grafana-drift">
      <h2 id="grafana-drift" className={classes.heading}>
        {t('grafanaSync.drift')}
      </h2>
      {delivery === 'api' && (
        <p className={classes.note}>{t('grafanaSync.inStep', { count: inStep })}</p>
      )}
      {drift.length === 0 ? (
        <p className="dimmed">{t('grafanaSync.noDrift')}</p>
      ) : (
        <table className={classes.table} aria-labelledby="grafana-drift">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(`grafanaSync.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {drift.map(({ uid, title, kind, message, at }) => (
              <tr key={uid}>
                <td>
                  {title} <span className="dimmed mono">{uid}</span>
                </td>
                <td className={classes.wrap}>
                  {t(`grafanaSync.driftKind.${kind}`)} <span className="dimmed">{message}</span>
                </td>
                <td>{at === null ? '–' : <Instant at={at} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
