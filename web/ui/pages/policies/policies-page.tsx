import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Policy } from '../../../contract/policies.ts';
import { policiesQuery } from '../../api/policy-queries.ts';
import { channelsQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { useRowKeys } from '../../lists/use-row-keys.ts';
import { may } from '../../scope/permissions.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { Instant } from '../../time/instant.tsx';
import classes from './policies.module.css';

/** The policies of the tenant that the scope belongs to. */
export function PoliciesPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { scopes } = useSession();
  const linkTo = useLinkTo();
  const policies = useQuery(policiesQuery(call, owner));
  const newPolicy = may(scopes, owner, 'rules:write') && (
    <Button
      component={Link}
      to={linkTo('/policies/new')}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {t('policies.new')}
    </Button>
  );
  return (
    <Page
      title={t('policies.title')}
      beside={
        policies.data !== undefined && (
          <span className="dimmed figures">
            {t('frame.table.total', { count: policies.data.length })}
          </span>
        )
      }
      actions={newPolicy}
    >
      <AreaNav area="rules" />
      <ListState
        items={policies.data?.toSorted((a, b) => a.name.localeCompare(b.name))}
        error={policies.error}
        retry={() => void policies.refetch()}
        empty={
          <Empty title={t('policies.empty', { owner })} text={t('policies.emptyText')}>
            {newPolicy}
          </Empty>
        }
      >
        {(items) => <PolicyTable policies={items} />}
      </ListState>
    </Page>
  );
}

const COLUMNS = ['name', 'receivers', 'windows', 'rules', 'updated'] as const;

function PolicyTable({ policies }: { readonly policies: readonly Policy[] }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const linkTo = useLinkTo();
  const channels = useQuery(channelsQuery(call, owner)).data ?? [];
  const nameOf = (id: string) => channels.find((channel) => channel.id === id)?.name ?? id;
  const table = useRowKeys<HTMLTableElement>();
  return (
    <table ref={table} className={classes.table} aria-label={t('policies.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`policies.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {policies.map((policy) => (
          <tr key={policy.id}>
            <td className={classes.wide}>
              <Link data-row className={classes.name ?? ''} to={linkTo(`/policies/${policy.id}`)}>
                {policy.name}
              </Link>
              <div className={`${classes.description} dimmed`}>{policy.description}</div>
            </td>
            <td className={classes.wide}>
              {policy.channels.length === 0
                ? t('policies.defaultReceiver')
                : policy.channels.map(nameOf).join(', ')}
            </td>
            <td className="dimmed">{policy.windows.map(({ name }) => name).join(', ')}</td>
            <td className="dimmed">{t('policies.ruleCount', { count: policy.rules })}</td>
            <td className={`${classes.updated} dimmed`}>
              <Instant at={policy.updatedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
