import {
  IconAlertCircle,
  IconAlertOctagonFilled,
  IconAlertTriangle,
  IconAlertTriangleFilled,
  IconCircleCheck,
  IconInfoCircle,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type SeverityStep, stepOf } from '../../../platform/model/severity-step.ts';
import type { Tone } from './colours.ts';
import { useLadder } from './ladder.ts';
import classes from './severity.module.css';

const ICONS = {
  critical: IconAlertOctagonFilled,
  major: IconAlertTriangleFilled,
  minor: IconAlertTriangle,
  warning: IconAlertCircle,
  info: IconInfoCircle,
  resolved: IconCircleCheck,
} as const;

/** A tone with its icon and word; colour never stands alone. */
function ToneBadge({ tone, word }: { readonly tone: Tone; readonly word: string }) {
  const Icon = ICONS[tone];
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={14} aria-hidden />
      <span className={classes.word}>{word}</span>
    </span>
  );
}

/** A severity of the tenant's ladder, in the tenant's own word. */
export function SeverityBadge({ severity }: { readonly severity: string }) {
  const ladder = useLadder();
  return <ToneBadge tone={stepOf(severity, ladder)} word={severity} />;
}

/** The same where the ladder is not at hand: who sent it says which step the severity is. */
export function LeveledBadge({
  severity,
  step,
}: {
  readonly severity: string;
  readonly step: SeverityStep;
}) {
  return <ToneBadge tone={step} word={severity} />;
}

export function ResolvedBadge() {
  const { t } = useTranslation();
  return <ToneBadge tone="resolved" word={t('frame.severity.resolved')} />;
}
