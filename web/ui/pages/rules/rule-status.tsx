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
import { isBroken } from './list/rule-filter.ts';
import classes from './rules.module.css';

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
  records = false,
}: {
  readonly status: readonly RuleStatus[];
  /** Whether the rule records: then it has no alerts to speak of. */
  readonly records?: boolean;
}) {
  return (
    <ul className={classes.status}>
      {status.map((each) => (
        <li key={each.cluster}>
          <OneStatus status={each} records={records} />
        </li>
      ))}
    </ul>
  );
}

function OneStatus({
  status,
  records,
}: {
  readonly status: RuleStatus;
  readonly records: boolean;
}) {
  const { t } = useTranslation();
  const Icon = iconOf(status);
  const { stage, health, state, cluster, message } = status;
  const isSilent = status.isLate && health !== 'err' && stage !== 'failed';
  const words = isSilent
    ? `${t(`rules.stage.${stage}`)}, ${t('ruleState.late')}`
    : isBroken(status)
      ? `${t(`rules.stage.${stage}`)}, ${t(`rules.health.${health}`)}`
      : stage === 'evaluated' && !records
        ? t(`rules.state.${state}`)
        : t(`rules.stage.${stage}`);
  return (
    <span className={classes.oneStatus} data-broken={isBroken(status)} data-state={state}>
      <Icon size={14} aria-hidden />
      <span>
        <span className={classes.state}>{words}</span>{' '}
        <span className="mono dimmed small">{cluster}</span>
        {message !== null && <span className={classes.message}>{message}</span>}
      </span>
    </span>
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
