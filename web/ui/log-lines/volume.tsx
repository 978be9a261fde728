import { Skeleton } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { printDurationMs } from '../../../platform/model/duration.ts';
import { FaultText } from '../frame/fault.tsx';
import { instantText } from '../time/instant-text.ts';
import { rangeBetween } from '../time/range.ts';
import { useChangeRange } from '../time/range-picker.tsx';
import { useZone } from '../time/zone.ts';
import { volumeText } from './change-query.ts';
import { LEVEL_TONES, type LogLevel } from './log-level.ts';
import classes from './log-lines.module.css';
import { useLogSeries } from './use-log-series.ts';
import { type Volume as VolumeData, volumeOf } from './volume-columns.ts';

const VolumePlot = lazy(async () => ({
  default: (await import('./volume-plot.tsx')).VolumePlot,
}));

const MOST_BARS = 90;
const HEIGHT = 110;

/** What a level is called where lines are no log. */
export type LevelWord = (level: LogLevel) => string;

/** How many lines there are over the range, by level. */
export function Volume({
  query,
  levelWord,
}: {
  readonly query: string;
  readonly levelWord?: LevelWord;
}) {
  const { t } = useTranslation();
  const zone = useZone();
  const zoom = useChangeRange();
  const answer = useLogSeries('volume', (step) => volumeText(query, step), MOST_BARS);
  const volume = useMemo(() => answer.data && volumeOf(answer.data), [answer.data]);
  const [point, setPoint] = useState<number | null>(null);
  if (answer.error !== null) {
    return <FaultText error={answer.error} retry={() => void answer.refetch()} />;
  }
  if (volume === undefined) return <Skeleton height={HEIGHT + 22} animate={false} />;
  const count = volume.columns.reduce((sum, { total }) => sum + total, 0);
  if (count === 0) return null;
  const at = point === null ? undefined : volume.seconds[point];
  return (
    <section aria-label={t('logs.volume.title')}>
      <Suspense fallback={<div style={{ height: HEIGHT }} />}>
        <VolumePlot
          volume={volume}
          label={t('logs.volume.chart', { count })}
          onZoom={(start, end) => zoom(rangeBetween(start * 1000, end * 1000))}
          onPoint={setPoint}
        />
      </Suspense>
      <div className={classes.volumeLegend}>
        <Legend
          volume={volume}
          point={point}
          word={levelWord ?? ((level) => t(`logs.level.${level}`))}
        />
        <span className="dimmed figures">
          {at === undefined
            ? t('logs.volume.step', { step: printDurationMs(volume.stepSeconds * 1000) })
            : instantText(at * 1000, zone)}
        </span>
      </div>
    </section>
  );
}

function Legend({
  volume,
  point,
  word,
}: {
  readonly volume: VolumeData;
  readonly point: number | null;
  readonly word: LevelWord;
}) {
  const { i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  return volume.columns.map(({ level, counts, total }) => (
    <span key={level} className={classes.volumeLevel}>
      <span className={classes.swatch} data-tone={LEVEL_TONES[level]} data-level={level} />
      {word(level)}{' '}
      <b className="figures">{number.format(point === null ? total : (counts[point] ?? 0))}</b>
    </span>
  ));
}
