import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { stepOf } from '../../../../platform/model/severity-step.ts';
import type { IncidentAnalytics } from '../../../contract/incident-history.ts';
import { useLadder } from '../../severity/ladder.ts';
import { instantText } from '../../time/instant-text.ts';
import { useZone } from '../../time/zone.ts';
import classes from './analytics.module.css';

/** 24 hours as columns: how many incidents began in each, by severity. */
export function HourStrip({ strip }: { readonly strip: IncidentAnalytics['strip'] }) {
  const { t } = useTranslation();
  const zone = useZone();
  const ladder = useLadder();
  const sums = strip.map(({ severities }) => severities.reduce((sum, { count }) => sum + count, 0));
  const most = Math.max(1, ...sums);
  return (
    <section aria-label={t('incidents.analytics.strip')}>
      <h2 className={classes.heading}>{t('incidents.analytics.strip')}</h2>
      <ol className={classes.strip}>
        {strip.map(({ from, severities }, index) => {
          const count = sums[index] ?? 0;
          const hour = instantText(Date.parse(from), zone);
          const words = t('incidents.analytics.hour', { hour, count });
          return (
            <Tooltip key={from} label={words}>
              <li aria-label={words}>
                {inOrder(severities, ladder).map((each) => (
                  <span
                    key={each.severity}
                    data-step={stepOf(each.severity, ladder)}
                    style={{ height: `${(100 * each.count) / most}%` }}
                  />
                ))}
              </li>
            </Tooltip>
          );
        })}
      </ol>
    </section>
  );
}

/** The least severe on top. */
function inOrder(
  severities: IncidentAnalytics['strip'][number]['severities'],
  ladder: readonly string[],
) {
  return [...severities].sort((a, b) => ladder.indexOf(b.severity) - ladder.indexOf(a.severity));
}
