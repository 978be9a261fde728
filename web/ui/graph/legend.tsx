import { useTranslation } from 'react-i18next';
import type { Summary } from '../../../dashboards/panels/summaries.ts';
import type { FormatValue } from '../../../dashboards/panels/value-format.ts';
import classes from './graph.module.css';

export interface LegendEntry {
  readonly name: string;
  /** Number in the palette. */
  readonly colour: number;
  readonly summary: Summary;
  readonly isHidden: boolean;
  readonly isNearest: boolean;
  /** Value under the crosshair; undefined when there is no crosshair, null in a gap. */
  readonly atPoint: number | null | undefined;
}

/** Series with their smallest, largest and last value; the crosshair's value takes the place of the last. */
export function Legend({
  entries,
  instant,
  format,
  onToggle,
}: {
  readonly entries: readonly LegendEntry[];
  readonly instant: string | undefined;
  readonly format: FormatValue;
  readonly onToggle: (name: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.legendBox}>
      <table className={classes.legend}>
        <thead>
          <tr>
            <th scope="col">{t('explore.legend.series')}</th>
            <th scope="col">{t('explore.legend.min')}</th>
            <th scope="col">{t('explore.legend.max')}</th>
            <th scope="col" className={classes.last}>
              {instant ?? t('explore.legend.last')}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.name} data-hidden={entry.isHidden} data-nearest={entry.isNearest}>
              <td>
                <button
                  type="button"
                  className={classes.toggle}
                  aria-pressed={!entry.isHidden}
                  title={t('explore.legend.toggle', { name: entry.name })}
                  onClick={() => onToggle(entry.name)}
                >
                  <span
                    className={classes.swatch}
                    style={{ background: `var(--chart-${entry.colour})` }}
                  />
                  <span className={classes.series}>{entry.name}</span>
                </button>
              </td>
              <td>{format(entry.summary.min)}</td>
              <td>{format(entry.summary.max)}</td>
              <td>{format(entry.atPoint === undefined ? entry.summary.last : entry.atPoint)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
