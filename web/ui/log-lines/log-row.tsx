import { memo, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../time/zone.ts';
import { LineText } from './line-text.tsx';
import type { LineUse, ObjectLine } from './line-use.ts';
import { LogDetail } from './log-detail.tsx';
import { LEVEL_TONES } from './log-level.ts';
import type { LogLine } from './log-line.ts';
import classes from './log-lines.module.css';
import { lineTime } from './time-text.ts';

/** More of a line than this is seen only when it is opened. */
const ROW_CHARACTERS = 1_000;

interface LogRowProps extends LineUse {
  readonly id: string;
  readonly index: number;
  readonly line: LogLine;
  readonly isOpen: boolean;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly onToggle: (key: string) => void;
  /** Told the height of what is open, px. */
  readonly onMeasure: (key: string, px: number) => void;
}

export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { id, index, line, isOpen, isActive, isChosen, onToggle, ...use } = props;
  const { Cells = LevelAndText } = use;
  const { date, time } = lineTime(line.timeNs, useZone());
  return (
    // biome-ignore lint/a11y/useSemanticElements: the list is no table
    <div
      id={id}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 1}
      className={classes.row}
      data-active={isActive}
      data-chosen={isChosen}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: the list is no table */}
      <div role="gridcell" tabIndex={-1}>
        <button
          type="button"
          tabIndex={-1}
          className={classes.line}
          aria-expanded={isOpen}
          onClick={() => {
            if (window.getSelection()?.isCollapsed !== false) onToggle(line.key);
          }}
        >
          <span className={classes.time}>
            <span className={classes.date}>{date} </span>
            {time}
          </span>
          <Cells line={line} needles={use.needles} />
        </button>
        {isOpen && <Opened line={line} {...use} />}
      </div>
    </div>
  );
});

function LevelAndText({ line, needles }: ObjectLine) {
  const { t } = useTranslation();
  return (
    <>
      <span className={classes.level} data-tone={LEVEL_TONES[line.level]}>
        {line.level === 'unknown' ? '' : t(`logs.level.${line.level}`)}
      </span>
      <span className={classes.text}>
        {line.repeats !== undefined && line.repeats > 0 && (
          <span className={classes.repeats} title={t('logs.repeats', { count: line.repeats })}>
            ×{line.repeats + 1}
          </span>
        )}
        <LineText text={line.text.slice(0, ROW_CHARACTERS)} needles={needles} />
      </span>
    </>
  );
}

function Opened({ onMeasure, ...props }: Pick<LogRowProps, 'onMeasure' | 'line'> & LineUse) {
  const box = useRef<HTMLDivElement>(null);
  const { key } = props.line;
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return;
    const observer = new ResizeObserver(() => onMeasure(key, current.offsetHeight));
    observer.observe(current);
    return () => observer.disconnect();
  }, [key, onMeasure]);
  return (
    <div ref={box} className={classes.opened}>
      <LogDetail {...props} />
    </div>
  );
}
