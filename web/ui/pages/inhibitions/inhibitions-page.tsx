import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Inhibition } from '../../../contract/inhibitions.ts';
import { inhibitionsQuery } from '../../api/inhibition-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { useRowKeys } from '../../lists/use-row-keys.ts';
import { may } from '../../scope/permissions.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { Instant } from '../../time/instant.tsx';
import classes from '../policies/policies.module.css';

/** The inhibition rules of the tenant that the scope belongs to. */
export function InhibitionsPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { scopes } = useSession();
  const linkTo = useLinkTo();
  const rules = useQuery(inhibitionsQuery(call, owner));
  const newRule = may(scopes, owner, 'rules:write') && (
    <Button
      component={Link}
      to={linkTo('/inhibitions/new')}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {t('inhibitions.new')}
    </Button>
  );
  return (
    <Page title={t('inhibitions.title')} actions={newRule}>
      <AreaNav area="rules" />
      <ListState
        items={rules.data?.toSorted((a, b) => a.name.localeCompare(b.name))}
        error={rules.error}
        retry={() => void rules.refetch()}
        empty={
          <Empty title={t('inhibitions.empty', { owner })} text={t('inhibitions.emptyText')}>
            {newRule}
          </Empty>
        }
      >
        {(items) => <InhibitionTable rules={items} />}
      </ListState>
    </Page>
  );
}

const COLUMNS = ['name', 'source', 'target', 'equal', 'updated'] as const;

function InhibitionTable({ rules }: { readonly rules: readonly Inhibition[] }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const table = useRowKeys<HTMLTableElement>();
  return (
    <table ref={table} className={classes.table} aria-label={t('inhibitions.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`inhibitions.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.id}>
            <td className={classes.wide}>
              <Link data-row className={classes.name ?? ''} to={linkTo(`/inhibitions/${rule.id}`)}>
                {rule.name}
              </Link>
              <div className={`${classes.description} dimmed`}>
                {rule.enabled ? rule.description : t('inhibitions.disabled')}
              </div>
            </td>
            <td className={`${classes.wide} mono`}>{rule.source.join(', ')}</td>
            <td className={`${classes.wide} mono`}>{rule.target.join(', ')}</td>
            <td className="dimmed">{rule.equal.join(', ')}</td>
            <td className={`${classes.updated} dimmed`}>
              <Instant at={rule.updatedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
