import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { EvaluatedLevel } from '../../../../contract/rule-evaluations.ts';
import { CopyTextButton } from '../../../lists/copy-text-button.tsx';
import { LabelChips } from '../../../lists/label-chip.tsx';
import { SeverityBadge } from '../../../severity/severity-badge.tsx';
import { ExactInstant, Instant } from '../../../time/instant.tsx';
import classes from './rule-state.module.css';
import { spanText } from './span-text.ts';

/** One level: its query, the command that asks it, how it went lately, and its alerts. */
export function LevelState({
  level,
  record,
}: {
  readonly level: EvaluatedLevel;
  readonly record: string | null;
}) {
  const { t } = useTranslation();
  const { kind, severity, query, command, evaluations, alerts } = level;
  return (
    <div className={classes.level}>
      <div className={classes.levelHead}>
        {severity !== null && <SeverityBadge severity={severity} />}
        {kind === 'no_data' && <span>{t('ruleState.level.no_data')}</span>}
        {kind === 'recording' && (
          <span className="mono">{t('ruleState.level.recording', { name: record ?? '' })}</span>
        )}
        <CopyTextButton text={() => command} icon={<IconCopy size={14} />}>
          {t('ruleState.command')}
        </CopyTextButton>
      </div>
      <section
        className={`${classes.query} mono`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t('ruleState.query')}
      >
        {query}
      </section>
      {evaluations.length > 0 && <Evaluations evaluations={evaluations} />}
      {alerts !== null && alerts.first.length > 0 && <Alerts alerts={alerts} />}
    </div>
  );
}

function Evaluations({ evaluations }: Pick<EvaluatedLevel, 'evaluations'>) {
  const { t } = useTranslation();
  return (
    <table className={classes.table} aria-label={t('ruleState.evaluations')}>
      <thead>
        <tr>
          <th scope="col">{t('ruleState.column.at')}</th>
          <th scope="col">{t('ruleState.column.took')}</th>
          <th scope="col">{t('ruleState.column.results')}</th>
          <th scope="col">{t('ruleState.column.outcome')}</th>
        </tr>
      </thead>
      <tbody>
        {evaluations.map(({ at, startedAt, durationMs, results, error, warnings }) => (
          <tr key={startedAt} data-broken={error !== null}>
            <td>
              <ExactInstant at={at ?? startedAt} />
            </td>
            <td className="figures">{durationMs === null ? '' : spanText(durationMs)}</td>
            <td className="figures">{results}</td>
            <td>{[error ?? t('ruleState.fine'), ...warnings].join(' · ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Alerts({ alerts }: { readonly alerts: NonNullable<EvaluatedLevel['alerts']> }) {
  const { t } = useTranslation();
  const more = alerts.firing + alerts.pending - alerts.first.length;
  return (
    <>
      <table className={classes.table} aria-label={t('ruleState.alertsOf')}>
        <thead>
          <tr>
            <th scope="col">{t('ruleState.column.state')}</th>
            <th scope="col">{t('ruleState.column.since')}</th>
            <th scope="col">{t('ruleState.column.value')}</th>
            <th scope="col">{t('ruleState.column.series')}</th>
          </tr>
        </thead>
        <tbody>
          {alerts.first.map(({ labels, state, since, value }) => (
            <tr key={JSON.stringify(labels)}>
              <td>{t(`rules.state.${state}`)}</td>
              <td>{since !== null && <Instant at={since} />}</td>
              <td className="figures">{value}</td>
              <td>
                <LabelChips labels={labels} most={8} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="dimmed small">{t('ruleState.more', { count: more })}</p>}
    </>
  );
}
