import { Alert, Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { grafanaBoardsQuery } from '../../api/grafana-queries.ts';
import { useServices } from '../../app/services.ts';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import classes from '../dashboards/dashboards.module.css';

/** The boards of the tenant's organisation in Grafana. */
export function GrafanaBoardsPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts } = usePlace();
  const linkTo = useLinkTo();
  const found = useQuery(grafanaBoardsQuery(call, parts.owner));
  const isThere = found.data !== undefined && found.data.path !== null;
  return (
    <Page title={t('grafana.title')}>
      {isThere && !found.data.up && (
        <Alert color="yellow" mb="sm">
          {t('grafana.awayText')}
        </Alert>
      )}
      <ListState
        items={found.data?.boards}
        error={found.error}
        retry={() => void found.refetch()}
        empty={
          isThere ? (
            <Empty title={t('grafana.empty')} text={t('grafana.emptyText')} />
          ) : (
            <Empty title={t('grafana.none')} text={t('grafana.noneText')}>
              <Anchor component={Link} to={linkTo('/dashboards')} size="sm">
                {t('boards.back')}
              </Anchor>
            </Empty>
          )
        }
      >
        {(boards) => (
          <ul className={classes.boards} aria-label={t('grafana.title')}>
            {boards.map(({ uid, title, folder }) => (
              <li key={uid} className={classes.board}>
                <Link to={linkTo(`/dashboards/grafana/${uid}`)} className={classes.name ?? ''}>
                  {title}
                </Link>
                <span className="dimmed small">{folder}</span>
              </li>
            ))}
          </ul>
        )}
      </ListState>
    </Page>
  );
}
