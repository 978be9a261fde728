import { Checkbox, Tooltip } from '@mantine/core';
import { IconTemplate } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Rule } from '../../../../contract/rules.ts';
import { useRowKeys } from '../../../lists/use-row-keys.ts';
import { useLinkTo } from '../../../scope/use-place.ts';
import { SeverityBadge } from '../../../severity/severity-badge.tsx';
import { Instant } from '../../../time/instant.tsx';
import { LintBadge } from '../lint-list.tsx';
import { RuleStatusList } from '../rule-status.tsx';
import classes from '../rules.module.css';
import list from './list.module.css';
import type { Selection } from './use-selection.ts';

const COLUMNS = ['name', 'scope', 'levels', 'status', 'evaluated', 'updated'] as const;

/** One page of the rules, with a way to choose several. */
export function RuleTable({
  rules,
  total,
  selection,
}: {
  readonly rules: readonly Rule[];
  readonly total: number;
  /** Undefined for those who may change nothing. */
  readonly selection: Selection | undefined;
}) {
  const { t } = useTranslation();
  const table = useRowKeys<HTMLTableElement>();
  return (
    <table ref={table} className={classes.table} aria-label={t('rules.title')}>
      <thead>
        <tr>
          {selection !== undefined && (
            <th scope="col">
              <Checkbox
                size="xs"
                aria-label={t('ruleWork.list.selectAll', { count: total })}
                checked={selection.ids.size === total}
                indeterminate={selection.ids.size > 0 && selection.ids.size < total}
                onChange={selection.toggleAll}
              />
            </th>
          )}
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`rules.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <RuleRow key={rule.id} rule={rule} selection={selection} />
        ))}
      </tbody>
    </table>
  );
}

function RuleRow({
  rule,
  selection,
}: {
  readonly rule: Rule;
  readonly selection: Selection | undefined;
}) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (
    <tr data-rule={rule.id} data-enabled={rule.enabled}>
      {selection !== undefined && (
        <td className={list.check}>
          <Checkbox
            size="xs"
            tabIndex={-1}
            aria-label={t('ruleWork.list.select', { name: rule.name })}
            checked={selection.ids.has(rule.id)}
            onChange={() => selection.toggle(rule.id)}
          />
        </td>
      )}
      <td className={classes.what}>
        <Link data-row className={classes.name ?? ''} to={linkTo(`/rules/${rule.id}`)}>
          {rule.name}
        </Link>
        {!rule.enabled && <span className="dimmed"> {t('rules.disabled')}</span>}
        <RuleBadges rule={rule} />
        <div className={`${classes.expression} mono dimmed`}>{rule.expression}</div>
      </td>
      <td className="mono dimmed">{rule.scope}</td>
      <td>
        <span className={classes.levels}>
          {rule.levels.map(({ severity }) => (
            <SeverityBadge key={severity} severity={severity} />
          ))}
          {rule.record !== undefined && (
            <span className="mono dimmed small">
              {t('ruleState.level.recording', { name: rule.record })}
            </span>
          )}
        </span>
      </td>
      <td>
        <RuleStatusList status={rule.status} records={rule.record !== undefined} />
      </td>
      <td className={`${classes.updated} dimmed`} data-label={t('rules.column.evaluated')}>
        <LastEvaluation rule={rule} />
      </td>
      <td className={`${classes.updated} dimmed`} data-label={t('rules.column.updated')}>
        <Instant at={rule.updatedAt} />
      </td>
    </tr>
  );
}

/** What of a rule wants to be looked at beside its state. */
function RuleBadges({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation();
  return (
    <span className={list.badges}>
      {rule.templateChange !== null && (
        <Tooltip label={t('ruleWork.template.changedHelp')}>
          <span className={list.badge}>
            <IconTemplate size={12} aria-hidden /> {t('ruleWork.template.changed')}
          </span>
        </Tooltip>
      )}
      <LintBadge findings={rule.lint} />
    </span>
  );
}

/** The oldest of its clusters: what is late shows. */
function LastEvaluation({ rule }: { readonly rule: Rule }) {
  const times = rule.status.flatMap(({ lastEvaluationAt }) => lastEvaluationAt ?? []).sort();
  const [oldest] = times;
  return oldest === undefined ? <span aria-hidden>–</span> : <Instant at={oldest} />;
}
