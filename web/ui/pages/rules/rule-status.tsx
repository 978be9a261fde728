import {
  IconAlertCircle,
  IconBan,
  IconCircle,
  IconCircleCheck,
  IconClock,
  IconFlame,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Rule, RuleStatus } from '../../../contract/rules.ts';
import { Instant } from '../../time/instant.tsx';
import classes from './rules.module.css';

/** Whether something about a rule on a cluster needs a person. */
function isBroken({ stage, health }: RuleStatus): boolean {
  return stage === 'failed' || health === 'err';
}

/** Whether a rule that is switched on raises nothing somewhere, and will not without a person. */
export function isUnwatched({ enabled, status }: Pick<Rule, 'enabled' | 'status'>): boolean {
  if (!enabled) return false;
  const isStuck = (one: RuleStatus) =>
    isBroken(one) || (one.stage !== 'evaluated' && one.message !== null);
  return status.length === 0 || status.some(isStuck);
}

/** How a rule is doing on each of its clusters: the evaluator's state, or how far it has come. */
export function RuleStatusList({
  status,
  isDetailed = false,
}: {
  readonly status: readonly RuleStatus[];
  readonly isDetailed?: boolean;
}) {
  return (
    <ul className={classes.status}>
      {status.map((each) => (
        <li key={each.cluster}>
          <OneStatus status={each} isDetailed={isDetailed} />
        </li>
      ))}
    </ul>
  );
}

function OneStatus({
  status,
  isDetailed,
}: {
  readonly status: RuleStatus;
  readonly isDetailed: boolean;
}) {
  const { t } = useTranslation();
  const Icon = iconOf(status);
  const { stage, health, state, cluster, message, lastEvaluationAt } = status;
  const words = isBroken(status)
    ? `${t(`rules.stage.${stage}`)}, ${t(`rules.health.${health}`)}`
    : stage === 'evaluated'
      ? t(`rules.state.${state}`)
      : t(`rules.stage.${stage}`);
  return (
    <span className={classes.oneStatus} data-broken={isBroken(status)} data-state={state}>
      <Icon size={14} aria-hidden />
      <span>
        <span className={classes.state}>{words}</span>{' '}
        <span className="mono dimmed small">{cluster}</span>
        {message !== null && <span className={classes.message}>{message}</span>}
        {isDetailed && lastEvaluationAt !== null && (
          <span className={`${classes.message} dimmed`}>
            <LastEvaluation at={lastEvaluationAt} />
          </span>
        )}
      </span>
    </span>
  );
}

function LastEvaluation({ at }: { readonly at: string }) {
  const { t } = useTranslation();
  const [before = '', after = ''] = t('rules.lastEvaluation', { when: '|' }).split('|');
  return (
    <>
      {before}
      <Instant at={at} />
      {after}
    </>
  );
}

function iconOf(status: RuleStatus) {
  if (isBroken(status)) return IconAlertCircle;
  if (status.stage === 'disabled') return IconBan;
  if (status.stage !== 'evaluated') return IconClock;
  switch (status.state) {
    case 'firing':
      return IconFlame;
    case 'pending':
      return IconCircle;
    case 'inactive':
      return IconCircleCheck;
  }
}
