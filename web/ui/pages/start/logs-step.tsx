import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { FaultText } from '../../frame/fault.tsx';
import type { LogLine } from '../../log-lines/log-line.ts';
import { lineTime } from '../../log-lines/time-text.ts';
import { useLinkTo } from '../../scope/use-place.ts';
import { useZone } from '../../time/zone.ts';
import classes from './start.module.css';
import { Denied, Step } from './step.tsx';
import type { StartFacts } from './use-start-facts.ts';
import type { WalkStep } from './walk.ts';

const MOST_CHARACTERS = 400;

/** The last lines of the scope, as they come. */
export function LogsStep({ step, facts }: { readonly step: WalkStep; readonly facts: StartFacts }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { query } = facts.lines;
  return (
    <Step
      step={step}
      aside={
        <Anchor
          component={Link}
          to={linkTo('/logs', query === '' ? {} : { q: query, live: '1' })}
          size="sm"
        >
          {t('start.logs.open')}
        </Anchor>
      }
    >
      {facts.mayHere('logs:read') ? <Lines facts={facts} /> : <Denied permission="logs:read" />}
    </Step>
  );
}

function Lines({ facts }: { readonly facts: StartFacts }) {
  const { t } = useTranslation();
  const { lines, tail, error, retry } = facts.lines;
  if (error !== null) return <FaultText error={error} retry={retry} />;
  if (lines === undefined) return <p className={classes.line}>{t('start.asking')}</p>;
  if (lines.length === 0) return <p className={classes.line}>{t('start.logs.none')}</p>;
  return (
    <>
      <ol className={classes.lines} aria-label={t('start.logs.list')}>
        {lines.map((line) => (
          <Line key={`${line.timeNs} ${line.text}`} line={line} />
        ))}
      </ol>
      <p className={`${classes.line} dimmed small`}>{t(`start.logs.tail.${tail.kind}`)}</p>
    </>
  );
}

function Line({ line }: { readonly line: LogLine }) {
  const { time } = lineTime(line.timeNs, useZone());
  return (
    <li className="mono">
      <span className="dimmed">{time}</span> {line.text.slice(0, MOST_CHARACTERS)}
    </li>
  );
}
