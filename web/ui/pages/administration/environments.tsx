import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { environmentsQuery } from '../../api/tenancy-queries.ts';
import { useServices } from '../../app/services.ts';
import { Empty, ListState } from '../../lists/list-state.tsx';
import classes from './administration.module.css';

/** The environments of a tenant with where they are. */
export function Environments({ tenant }: { readonly tenant: string }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const found = useQuery(environmentsQuery(call, tenant));
  return (
    <section className={classes.section} aria-labelledby="environments">
      <h2 id="environments" className={classes.heading}>
        {t('tenant.environments')}
      </h2>
      <ListState
        items={found.data}
        error={found.error}
        retry={() => void found.refetch()}
        empty={<Empty title={t('tenant.noEnvironments')} />}
      >
        {(items) => (
          <table className={classes.table} aria-labelledby="environments">
            <thead>
              <tr>
                {(['environment', 'kind', 'cluster', 'namespace'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`tenant.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map(({ project, id, title, kind, cluster, namespace }) => (
                <tr key={`${project}.${id}`}>
                  <td>
                    {project} › {id} <span className="dimmed">{title}</span>
                  </td>
                  <td>{t(`tenant.kind.${kind}`)}</td>
                  <td>{cluster}</td>
                  <td className="mono">{namespace}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </ListState>
    </section>
  );
}
