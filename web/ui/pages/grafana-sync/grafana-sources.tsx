import { useTranslation } from 'react-i18next';
import type { GrafanaSource } from '../../../contract/grafana-sync.ts';
import { Instant } from '../../time/instant.tsx';
import classes from '../administration/administration.module.css';

const COLUMNS = ['name', 'kind', 'scope', 'health', 'checked'] as const;

/** The data sources, and whether Grafana gets through with them. */
export function GrafanaSources({ sources }: { readonly sources: readonly GrafanaSource[] }) {
  const { t } = useTranslation();
  return (
    <section className={classes.section} aria-labelledby="grafana-sources">
      <h2 id="grafana-sources" className={classes.heading}>
        {t('grafanaSync.sources')}
      </h2>
      {sources.length === 0 ? (
        <p className="dimmed">{t('grafanaSync.noSources')}</p>
      ) : (
        <table className={classes.table} aria-labelledby="grafana-sources">
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
            {sources.map(({ uid, name, kind, scope, health, message, checkedAt }) => (
              <tr key={uid}>
                <td>
                  {name} <span className="dimmed mono">{uid}</span>
                </td>
                <td>{t(`grafanaSync.kind.${kind}`)}</td>
                <td className="mono">{scope}</td>
                <td className={classes.wrap}>
                  {t(`grafanaSync.health.${health}`)}{' '}
                  {message !== '' && <span className="dimmed">{message}</span>}
                </td>
                <td>{checkedAt === null ? '–' : <Instant at={checkedAt} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
