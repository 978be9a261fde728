import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { deletedDashboardsQuery } from '../../../api/dashboard-queries.ts';
import { useServices } from '../../../app/services.ts';
import { FaultText } from '../../../frame/fault.tsx';
import { SkeletonRows } from '../../../lists/list-state.tsx';
import { useLinkTo, usePlace } from '../../../scope/use-place.ts';
import { Instant } from '../../../time/instant.tsx';
import classes from '../dashboards.module.css';
import { useBoardScopes } from './place-fields.tsx';

/** What was deleted, with the way to its versions; asked when it is unfolded. */
export function DeletedBoards() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const linkTo = useLinkTo();
  const [isOpen, setIsOpen] = useState(false);
  const scopes = useBoardScopes();
  const found = useQuery({ ...deletedDashboardsQuery(call, owner), enabled: isOpen });
  if (scopes.length === 0) return null;
  return (
    <details className={classes.others} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{t('boards.list.deleted')}</summary>
      {isOpen && found.data === undefined && found.error === null && <SkeletonRows count={2} />}
      {found.error !== null && <FaultText error={found.error} retry={() => void found.refetch()} />}
      {found.data?.length === 0 && <p className="dimmed">{t('boards.list.noneDeleted')}</p>}
      <ul>
        {found.data?.map(({ id, uid, title, updatedAt }) => (
          <li key={id}>
            <Link to={linkTo(`/dashboards/${uid}/versions`, { id })}>{title}</Link>{' '}
            <span className="dimmed small">
              <Instant at={updatedAt} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
