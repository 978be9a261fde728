import { useTranslation } from 'react-i18next';
import type { SystemLevel } from '../../../contract/system-rules.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import classes from './system-rules.module.css';

/** Levels in a line each: severity, comparison in people's units, for how long. */
export function RuleLevels({
  operator,
  levels,
  thresholds,
}: {
  readonly operator: string;
  readonly levels: readonly SystemLevel[];
  /** Of the levels, for people. */
  readonly thresholds: readonly string[];
}) {
  const { t } = useTranslation();
  return (
    <div>
      {levels.map((level, index) => (
        <div key={level.severity} className={classes.level}>
          <SeverityBadge severity={level.severity} />
          <span className="figures">
            {t('systemRules.level', {
              operator,
              threshold: thresholds[index] ?? '',
              for: level.for,
            })}
          </span>
        </div>
      ))}
    </div>
  );
}
