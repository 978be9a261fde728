import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EventRule } from '../../../contract/event-rules.ts';
import { eventRulesQuery } from '../../api/event-rule-queries.ts';
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

/** The event rules of the tenant that the scope belongs to. */
export function EventRulesPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { scopes } = useSession();
  const linkTo = useLinkTo();
  const rules = useQuery(eventRulesQuery(call, owner));
  const newRule = may(scopes, owner, 'rules:write') && (
    <Button
      component={Link}
      to={linkTo('/event-rules/new')}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {t('eventRules.new')}
    </Button>
  );
  return (
    <Page title={t('eventRules.title')} actions={newRule}>
      <AreaNav area="rules" />
      <ListState
        items={rules.data?.toSorted((a, b) => a.name.localeCompare(b.name))}
        error={rules.error}
        retry={() => void rules.refetch()}
        empty={
          <Empty title={t('eventRules.empty', { owner })} text={t('eventRules.emptyText')}>
            {newRule}
          </Empty>
        }
      >
        {(items) => <EventRuleTable rules={items} />}
      </ListState>
    </Page>
  );
}

const COLUMNS = ['name', 'source', 'condition', 'severity', 'updated'] as const;

function EventRuleTable({ rules }: { readonly rules: readonly EventRule[] }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const table = useRowKeys<HTMLTableElement>();
  return (
    <table ref={table} className={classes.table} aria-label={t('eventRules.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`eventRules.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.id}>
            <td className={classes.wide}>
              <Link data-row className={classes.name ?? ''} to={linkTo(`/event-rules/${rule.id}`)}>
                {rule.name}
              </Link>
              <div className={`${classes.description} dimmed`}>
                {rule.enabled ? rule.description : t('eventRules.disabled')}
              </div>
            </td>
            <td>{t(`eventRules.sources.${rule.source}`)}</td>
            <td className={`${classes.wide} mono`}>{rule.condition}</td>
            <td className="dimmed">{rule.severity}</td>
            <td className={`${classes.updated} dimmed`}>
              <Instant at={rule.updatedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
