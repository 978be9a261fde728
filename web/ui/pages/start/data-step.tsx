import { Anchor } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { FaultText } from '../../frame/fault.tsx';
import { LazyGraph } from '../../graph/lazy-graph.tsx';
import { useSeries } from '../../graph/use-series.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import type { TimeRange } from '../../time/range.ts';
import { useChangeRange } from '../../time/range-picker.tsx';
import { FIGURES, type FigureName, GRAPH_QUERY, type HostFigures } from './host-figures.ts';
import classes from './start.module.css';
import { Denied, Step } from './step.tsx';
import type { StartFacts } from './use-start-facts.ts';
import type { WalkStep } from './walk.ts';

const GRAPH_RANGE: TimeRange = {
  from: { kind: 'relative', agoMs: 5 * 60_000 },
  to: { kind: 'relative', agoMs: 0 },
};
const GRAPH_HEIGHT = 130;
const GRAPH_EVERY_MS = 5_000;

/** What the targets say: figures of the hosts, and how many targets are up. */
export function DataStep({ step, facts }: { readonly step: WalkStep; readonly facts: StartFacts }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { figures, mayHere } = facts;
  return (
    <Step
      step={step}
      aside={
        <Anchor component={Link} to={linkTo('/collection')} size="sm">
          {t('start.data.open')}
        </Anchor>
      }
    >
      {mayHere('metrics:read') ? (
        <>
          {figures.error !== null && (
            <FaultText error={figures.error} retry={() => void figures.refetch()} />
          )}
          <p className={classes.line}>
            <TargetWords facts={facts} />
          </p>
          {figures.data?.has('load') && <Figures figures={figures.data} />}
          {figures.data?.has('cpu') && <HostGraph />}
        </>
      ) : (
        <Denied permission="metrics:read" />
      )}
    </Step>
  );
}

function TargetWords({ facts }: { readonly facts: StartFacts }) {
  const { t } = useTranslation();
  const { figures, collection } = facts;
  const known = collection.data?.jobs.flatMap(({ targets }) => targets) ?? [];
  const count = known.length > 0 ? known.length : (figures.data?.get('targets') ?? 0);
  const up =
    known.length > 0
      ? known.filter(({ health }) => health === 'up').length
      : (figures.data?.get('up') ?? 0);
  const first = known.find(({ health }) => health === 'unknown');
  if (figures.data === undefined) return t('start.asking');
  if (count === 0) return t('start.data.none');
  if (up === 0 && first !== undefined) {
    return t('start.data.soon', { seconds: first.intervalSeconds });
  }
  return t('start.data.up', { up, count });
}

function Figures({ figures }: { readonly figures: HostFigures }) {
  const { t } = useTranslation();
  return (
    <dl className={classes.figures}>
      {FIGURES.map((name) => (
        <div key={name} data-figure={name}>
          <dt className="dimmed small">{t(`start.data.figure.${name}`)}</dt>
          <dd>
            <Figure name={name} value={figures.get(name)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Figure({
  name,
  value,
}: {
  readonly name: FigureName;
  readonly value: number | undefined;
}) {
  const { t, i18n } = useTranslation();
  if (value === undefined) {
    // Of these, one is a rate only.
    const words = t(name === 'cpu' ? 'start.data.notYet' : 'start.data.noValue');
    return <span className="dimmed">{words}</span>;
  }
  const isShare = name !== 'load';
  const digits = isShare ? 1 : 2;
  const text = new Intl.NumberFormat(i18n.language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
  return (
    <>
      {text}
      {isShare && <span className={classes.unit}> %</span>}
    </>
  );
}

/** CPU and memory of the last minutes. */
function HostGraph() {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const zoom = useChangeRange();
  const { data } = useSeries({
    scope,
    expression: GRAPH_QUERY,
    range: GRAPH_RANGE,
    refreshMs: GRAPH_EVERY_MS,
  });
  const series = useMemo(
    () =>
      data?.series.map(({ metric, ...rest }) => ({
        ...rest,
        metric: {
          __name__: t(`start.data.figure.${metric.figure === 'cpu' ? 'cpu' : 'memory'}`),
        },
      })),
    [data, t],
  );
  if (data === undefined || series === undefined) return <div style={{ height: GRAPH_HEIGHT }} />;
  return (
    <LazyGraph
      series={series}
      grid={data.grid}
      unit="percent"
      height={GRAPH_HEIGHT}
      onZoom={zoom}
    />
  );
}
