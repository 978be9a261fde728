import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultText } from '../frame/fault.tsx';
import { Empty, SkeletonRows } from '../lists/list-state.tsx';
import { OneCluster } from '../scope/one-cluster.tsx';
import { usePlace } from '../scope/use-place.ts';
import { parseRange } from '../time/range.ts';
import { useChangeRange } from '../time/range-picker.tsx';
import type { LineUse } from './line-use.ts';
import type { Order } from './log-line.ts';
import classes from './log-lines.module.css';
import { LogList } from './log-list.tsx';
import { useLines } from './use-lines.ts';
import { type LevelWord, Volume } from './volume.tsx';

interface FoundLinesProps extends LineUse {
  readonly query: string;
  readonly order: Order;
  /** Above the list: the names of its columns. */
  readonly head?: ReactNode;
  /** In the place of an answer without lines. */
  readonly nothing?: ReactNode;
  readonly levelWord?: LevelWord;
  /** What the list is called. */
  readonly label?: string;
}

/** The lines of a query in the range, with their volume over time. */
export function FoundLines({
  query,
  order,
  head,
  nothing = <NothingFound />,
  levelWord,
  label,
  ...use
}: FoundLinesProps) {
  const { t } = useTranslation();
  const answer = useLines(query, order);
  const { lines, error, hasNextPage, isFetchingNextPage } = answer;
  if (error !== null && lines === undefined) {
    return (
      <div className={classes.fault}>
        <FaultText error={error} retry={() => void answer.refetch()} />
        <OneCluster error={error} />
      </div>
    );
  }
  if (lines === undefined) return <SkeletonRows count={12} />;
  if (lines.length === 0) return nothing;
  return (
    <div
      className={classes.answer}
      data-old={answer.isPlaceholderData}
      aria-busy={answer.isFetching}
    >
      <Volume query={query} {...(levelWord && { levelWord })} />
      {head}
      <LogList
        key={`${order} ${query}`}
        {...use}
        lines={lines}
        label={label ?? t('logs.list.label')}
      />
      <div className={classes.listFoot}>
        <span className="dimmed figures">
          {hasNextPage
            ? t(order === 'newest' ? 'logs.list.newestOf' : 'logs.list.oldestOf', {
                count: lines.length,
              })
            : t('logs.list.all', { count: lines.length })}
        </span>
        {hasNextPage && (
          <Button
            size="xs"
            variant="default"
            loading={isFetchingNextPage}
            onClick={() => void answer.fetchNextPage()}
          >
            {t('logs.list.more')}
          </Button>
        )}
        {error !== null && <FaultText error={error} retry={() => void answer.fetchNextPage()} />}
        <span className={classes.keys}>{t(use.onContext ? 'logs.list.keys' : 'objects.keys')}</span>
      </div>
    </div>
  );
}

const WIDER = '24h';

function NothingFound() {
  const { t } = useTranslation();
  const { rangeText } = usePlace();
  const change = useChangeRange();
  const wider = parseRange(WIDER);
  return (
    <Empty title={t('logs.empty.title')} text={t('logs.empty.text')}>
      {rangeText !== WIDER && wider !== undefined && (
        <Button size="xs" variant="default" onClick={() => change(wider)}>
          {t('logs.empty.widen')}
        </Button>
      )}
    </Empty>
  );
}
