import { Anchor, SegmentedControl, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type {
  SystemRule,
  SystemRuleGroup,
  SystemRuleList,
} from '../../../contract/system-rules.ts';
import { systemRulesQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { useWords } from '../../i18n/use-words.ts';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { useChangeSearch, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { RuleStatusList } from '../rules/rule-status.tsx';
import tableClasses from '../rules/rules.module.css';
import { GroupChannels } from './group-channels.tsx';
import { RuleLevels } from './rule-levels.tsx';
import classes from './system-rules.module.css';
import { useSwitches } from './use-switches.ts';

const SHOWN = ['all', 'on', 'overridden'] as const;
type Shown = (typeof SHOWN)[number];

/** The rules that come with the service, by group. */
export function SystemRulesPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const found = useQuery(systemRulesQuery(call, owner));
  const on = found.data?.items.filter(({ enabled }) => enabled).length;
  return (
    <Page
      title={t('systemRules.title')}
      beside={
        found.data !== undefined && (
          <span className="dimmed figures">
            {t('systemRules.on', { count: on ?? 0, total: found.data.items.length })}
          </span>
        )
      }
    >
      <AreaNav area="rules" />
      {found.data === undefined && found.error === null && <SkeletonRows />}
      {found.data === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {found.data !== undefined && <Groups list={found.data} />}
    </Page>
  );
}

function Groups({ list }: { readonly list: SystemRuleList }) {
  const { t } = useTranslation();
  const changeSearch = useChangeSearch();
  const [search] = useSearchParams();
  const shown: Shown = SHOWN.find((each) => each === search.get('show')) ?? 'all';
  const chosen = list.groups.find(({ group }) => group === search.get('group'));
  const items = list.items.filter(
    (rule) => isShown(rule, shown) && (chosen === undefined || rule.group === chosen.group),
  );
  const groups = list.groups.filter(({ group }) => items.some((rule) => rule.group === group));
  return (
    <>
      <div className={classes.bar}>
        <span className="dimmed">{t('systemRules.about')}</span>
        <span className={classes.gap} />
        {chosen !== undefined && (
          <Anchor component="button" size="xs" onClick={() => changeSearch({ group: undefined })}>
            {t('systemRules.group.all')}
          </Anchor>
        )}
        <SegmentedControl
          size="xs"
          aria-label={t('systemRules.showLabel')}
          value={shown}
          data={SHOWN.map((value) => ({ value, label: t(`systemRules.show.${value}`) }))}
          onChange={(value) => changeSearch({ show: value === 'all' ? undefined : value })}
        />
      </div>
      {groups.length === 0 && <p className="dimmed">{t('systemRules.none')}</p>}
      {groups.map((group) => (
        <Group
          key={group.group}
          group={group}
          rules={items.filter((rule) => rule.group === group.group)}
        />
      ))}
    </>
  );
}

function isShown({ enabled, override }: SystemRule, shown: Shown): boolean {
  if (shown === 'all') return true;
  return shown === 'on' ? enabled : override !== null;
}

function Group({
  group,
  rules,
}: {
  readonly group: SystemRuleGroup;
  readonly rules: readonly SystemRule[];
}) {
  const { t } = useTranslation();
  const words = useWords();
  const { owner } = usePlace().parts;
  const { scopes } = useSession();
  const { setGroup, isBusy } = useSwitches();
  const canWrite = may(scopes, owner, 'rules:write');
  const title = words(group.title);
  const { enabled, channels } = group;
  return (
    <section className={classes.group} aria-label={title}>
      <div className={classes.head}>
        <Switch
          checked={enabled}
          disabled={!canWrite || isBusy}
          aria-label={t('systemRules.group.switch', { group: title })}
          onChange={(event) =>
            void setGroup(group, { enabled: event.currentTarget.checked, channels })
          }
        />
        <h2>{title}</h2>
        <span className={classes.gap} />
        {rules.some(({ record }) => record === null) && (
          <GroupChannels
            group={group}
            isReadOnly={!canWrite || isBusy}
            onChange={(next) => void setGroup(group, { enabled, channels: next })}
          />
        )}
      </div>
      <RuleTable title={title} rules={rules} canWrite={canWrite} />
    </section>
  );
}

const COLUMNS = ['enabled', 'name', 'levels', 'state'] as const;

function RuleTable({
  title,
  rules,
  canWrite,
}: {
  readonly title: string;
  readonly rules: readonly SystemRule[];
  readonly canWrite: boolean;
}) {
  const { t } = useTranslation();
  return (
    <table className={`${tableClasses.table} ${classes.table}`} aria-label={title}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`systemRules.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <RuleRow key={rule.id} rule={rule} canWrite={canWrite} />
        ))}
      </tbody>
    </table>
  );
}

function RuleRow({ rule, canWrite }: { readonly rule: SystemRule; readonly canWrite: boolean }) {
  const { t } = useTranslation();
  const words = useWords();
  const linkTo = useLinkTo();
  const { setEnabled, isBusy } = useSwitches();
  const title = words(rule.title);
  const isWanted = rule.override?.enabled ?? rule.isOnByDefault;
  return (
    <tr data-enabled={rule.enabled}>
      <td>
        <Switch
          size="xs"
          checked={isWanted}
          disabled={!canWrite || isBusy || !rule.isGroupOn}
          aria-label={t('systemRules.switchRule', { rule: title })}
          onChange={(event) => void setEnabled(rule, event.currentTarget.checked)}
        />
      </td>
      <td className={classes.what}>
        <Link className={tableClasses.name ?? ''} to={linkTo(`/rules/system/${rule.id}`)}>
          {title}
        </Link>
        {rule.override !== null && (
          <span className={classes.mark}>{t('systemRules.overridden')}</span>
        )}
        {rule.changes.length > 0 && (
          <span className={classes.mark}>{t('systemRules.upgraded')}</span>
        )}
        <div className="dimmed">{words(rule.description)}</div>
      </td>
      <td>
        {rule.record === null ? (
          <RuleLevels operator={rule.operator} levels={rule.levels} thresholds={rule.thresholds} />
        ) : (
          <span className={classes.recorded}>
            {t('systemRules.records', { record: rule.record })}
          </span>
        )}
      </td>
      <td>
        {rule.enabled ? (
          <RuleStatusList status={rule.status} records={rule.record !== null} />
        ) : (
          <span className="dimmed">{t('systemRules.off')}</span>
        )}
      </td>
    </tr>
  );
}
