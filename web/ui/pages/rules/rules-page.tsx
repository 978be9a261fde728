import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Rule } from '../../../contract/rules.ts';
import { rulesQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { Page } from '../../frame/page.tsx';
import { Empty, ListState } from '../../lists/list-state.tsx';
import { useRowKeys } from '../../lists/use-row-keys.ts';
import { may } from '../../scope/permissions.ts';
import { overlaps, parseScope } from '../../scope/scope-text.ts';
import { useChangeSearch, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { Instant } from '../../time/instant.tsx';
import { RuleStatusList } from './rule-status.tsx';
import classes from './rules.module.css';

/** The rules that watch something of the scope. */
export function RulesPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts, node } = usePlace();
  const { scopes } = useSession();
  const linkTo = useLinkTo();
  const [search] = useSearchParams();
  const text = search.get('text') ?? '';
  const rules = useQuery(rulesQuery(call, parts.owner));
  const ofScope = useMemo(
    () =>
      rules.data?.filter((rule) => {
        const scope = parseScope(rule.scope);
        return scope !== undefined && overlaps(scope, parts);
      }),
    [rules.data, parts],
  );
  const shown = ofScope?.filter((rule) => matches(rule, text)).sort(byName);
  const canWrite = may(scopes, node.path, 'rules:write');
  const newRule = canWrite && (
    <Button
      component={Link}
      to={linkTo('/rules/new')}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {t('rules.new')}
    </Button>
  );
  return (
    <Page
      title={t('rules.title')}
      beside={
        shown !== undefined && (
          <span className="dimmed figures">{t('frame.table.total', { count: shown.length })}</span>
        )
      }
      actions={newRule}
    >
      <Filter text={text} />
      <ListState
        items={shown}
        error={rules.error}
        retry={() => void rules.refetch()}
        empty={<NoRules isFiltered={ofScope?.length !== 0}>{newRule}</NoRules>}
      >
        {(items) => <RuleTable rules={items} />}
      </ListState>
    </Page>
  );
}

function matches(rule: Rule, text: string): boolean {
  const labels = Object.entries(rule.labels).map(([name, value]) => `${name}=${value}`);
  const known = [rule.name, rule.expression, rule.scope, ...labels].join(' ').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.includes(word));
}

function byName(a: Rule, b: Rule): number {
  return a.name.localeCompare(b.name);
}

function Filter({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const changeSearch = useChangeSearch();
  return (
    <TextInput
      className={classes.filter ?? ''}
      size="xs"
      type="search"
      value={text}
      placeholder={t('rules.filter')}
      aria-label={t('rules.filter')}
      leftSection={<IconSearch size={14} />}
      onChange={(event) => changeSearch({ text: event.currentTarget.value || undefined })}
    />
  );
}

function NoRules({
  isFiltered,
  children,
}: {
  readonly isFiltered: boolean;
  readonly children: React.ReactNode;
}) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const changeSearch = useChangeSearch();
  if (!isFiltered) {
    return (
      <Empty title={t('rules.empty', { scope })} text={t('rules.emptyText')}>
        {children}
      </Empty>
    );
  }
  return (
    <Empty title={t('rules.emptyFilter')}>
      <Button size="xs" variant="default" onClick={() => changeSearch({ text: undefined })}>
        {t('rules.clearFilter')}
      </Button>
    </Empty>
  );
}

const COLUMNS = ['name', 'scope', 'levels', 'status', 'updated'] as const;

function RuleTable({ rules }: { readonly rules: readonly Rule[] }) {
  const { t } = useTranslation();
  const table = useRowKeys<HTMLTableElement>();
  return (
    <table ref={table} className={classes.table} aria-label={t('rules.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`rules.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <RuleRow key={rule.id} rule={rule} />
        ))}
      </tbody>
    </table>
  );
}

function RuleRow({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (
    <tr data-enabled={rule.enabled}>
      <td className={classes.what}>
        <Link data-row className={classes.name ?? ''} to={linkTo(`/rules/${rule.id}`)}>
          {rule.name}
        </Link>
        {!rule.enabled && <span className="dimmed"> {t('rules.disabled')}</span>}
        <div className={`${classes.expression} mono dimmed`}>{rule.expression}</div>
      </td>
      <td className="mono dimmed">{rule.scope}</td>
      <td>
        <span className={classes.levels}>
          {rule.levels.map(({ severity }) => (
            <SeverityBadge key={severity} severity={severity} />
          ))}
        </span>
      </td>
      <td>
        <RuleStatusList status={rule.status} />
      </td>
      <td className={`${classes.updated} dimmed`}>
        <Instant at={rule.updatedAt} />
      </td>
    </tr>
  );
}
